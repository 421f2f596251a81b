import json

from casewright.documents import Document
from casewright.examples import ExamplePicker
from casewright.files import read_jsonl, write_jsonl
from casewright.paths import DOCUMENTS, INDEX, REFERENCES, STORIES
from casewright.retrieval import Passage, Retriever
from stages import index
from tests.builders import shipped_references, shipped_stories

RULES = Document(file="rules.md", text="# Rules\n\nA parcel has one label.")


def test_a_passage_a_reference_then_those_of_the_documents():
    """The index holds every suite in order, and what users wrote about their product."""
    passages = index.run(shipped_stories(), shipped_references(), [RULES])
    ids = [passage.id for passage in passages]

    assert [f"reference:{suite.story_id}" for suite in shipped_references()] == ids[:49]
    assert ["document:rules.md#1"] == ids[49:]


def test_neither_references_nor_documents_is_an_empty_index():
    """Own stories without references make no passage and no error."""
    assert [] == index.run(shipped_stories(), [], [])


def test_the_stage_writes_an_index_that_answers(tmp_path, monkeypatch, capsys):
    """What the stage leaves, `generate` can load; a second run replaces it by the same bytes."""
    monkeypatch.chdir(tmp_path)
    write_jsonl(STORIES, shipped_stories())
    write_jsonl(REFERENCES, shipped_references())
    write_jsonl(DOCUMENTS, [RULES])
    index.main()
    first = {path.name: path.read_bytes() for path in INDEX.iterdir()}
    index.main()

    assert f"index: 50 passages and 49 examples in {INDEX}\n" * 2 == capsys.readouterr().out
    assert first == {path.name: path.read_bytes() for path in INDEX.iterdir()}
    assert 3 == len(Retriever.load(INDEX).nearest(shipped_stories()[0], 3))
    assert 2 == len(ExamplePicker.load(INDEX).pick(shipped_stories()[0], count=2, max_tokens=3000))
    assert RULES.text == read_jsonl(INDEX / "passages.jsonl", Passage)[-1].text


def test_only_clean_documents_reach_the_index(tmp_path, monkeypatch):
    """The raw ones are not read: what stands in them, personal data included, reaches no model."""
    monkeypatch.chdir(tmp_path)
    raw = tmp_path / "data/raw/documents/team.md"
    raw.parent.mkdir(parents=True)
    raw.write_text("Ask p.lindqvist@nordfrakt.se", encoding="utf-8")
    for path, records in ((STORIES, shipped_stories()), (REFERENCES, []), (DOCUMENTS, [RULES])):
        write_jsonl(path, records)
    index.main()

    assert "nordfrakt" not in json.dumps([path.read_text(encoding="utf-8") for path in INDEX.iterdir()])
