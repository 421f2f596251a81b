from casewright.files import write_jsonl
from casewright.paths import INDEX, REFERENCES, STORIES
from casewright.retrieval import Retriever
from stages import index
from tests.builders import ROOT, shipped_references, shipped_stories


def test_a_passage_a_reference_then_those_of_the_documents():
    """The index holds every suite in order, and what users wrote about their product."""
    documents = ROOT / "data/raw/documents"
    passages = index.run(shipped_stories(), shipped_references(), documents)
    ids = [passage.id for passage in passages]

    assert [f"reference:{suite.story_id}" for suite in shipped_references()] == ids[:49]
    assert len(ids) > 49
    assert all(name.startswith("document:") for name in ids[49:])
    assert len(ids) == len(set(ids))


def test_documents_may_be_left_out():
    """With null there are the references only."""
    assert 49 == len(index.run(shipped_stories(), shipped_references(), None))


def test_neither_references_nor_documents_is_an_empty_index():
    """Own stories without references make no passage and no error."""
    assert [] == index.run(shipped_stories(), [], None)


def test_the_stage_writes_an_index_that_answers(tmp_path, monkeypatch, capsys):
    """What the stage leaves, `generate` can load; a second run replaces it by the same bytes."""
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "params.yaml").read_text(encoding="utf-8")
    (tmp_path / "params.yaml").write_text(text.replace("documents: data/raw/documents", "documents: null"))
    write_jsonl(STORIES, shipped_stories())
    write_jsonl(REFERENCES, shipped_references())
    index.main()
    first = {path.name: path.read_bytes() for path in INDEX.iterdir()}
    index.main()

    assert f"index: 49 passages in {INDEX}\n" * 2 == capsys.readouterr().out
    assert first == {path.name: path.read_bytes() for path in INDEX.iterdir()}
    assert 3 == len(Retriever.load(INDEX).nearest(shipped_stories()[0], 3))
