import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.documents import Document
from casewright.errors import DataError
from casewright.records import ReferenceSuite
from casewright.retrieval import PASSAGE_CHARACTERS, Passage, Retriever, document_passages, reference_passage
from casewright.similarity import TfIdf
from tests.builders import a_story, a_suite, shipped_references, shipped_stories


@pytest.fixture(scope="module")
def passages():
    """One passage for each shipped reference suite."""
    suites = {suite.story_id: suite for suite in shipped_references()}
    return [reference_passage(story, suites[story.id]) for story in shipped_stories()]


@pytest.fixture(scope="module")
def retriever(passages):
    """An index of them."""
    return Retriever.build(passages)


def document(text, name="shop"):
    """A passage of a document."""
    return Passage(id=f"document:{name}#1", text=text)


@pytest.mark.parametrize("story", shipped_stories(), ids=lambda story: story.id)
def test_a_story_never_gets_its_own_reference(story, passages, retriever):
    """However many passages are asked for, those of the story itself are not among them."""
    own = next(passage.text for passage in passages if passage.story_id == story.id)
    found = retriever.nearest(story, len(passages))

    assert own not in found
    assert len(found) > 3


def test_a_story_under_another_id_never_gets_its_own_reference(passages, retriever):
    """The words tell it, in other capitals and with another end too."""
    for original in shipped_stories():
        copy = original.model_copy(update={"id": "NEW-1", "story": original.story.upper().rstrip(".") + " !"})
        own = next(passage.text for passage in passages if passage.story_id == original.id)

        assert own not in retriever.nearest(copy, len(passages))


def test_a_changed_story_under_its_own_id_never_gets_its_reference(passages, retriever):
    """The id tells it, whatever the words."""
    changed = shipped_stories()[0].model_copy(update={"story": shipped_stories()[1].story})

    assert passages[0].text not in retriever.nearest(changed, len(passages))


def test_the_nearest_come_first_and_no_more_than_asked_for():
    """Passages are in the order of likeness; one without a common word is never shown."""
    near, far, none = "Filter the product list by price.", "A product page.", "Weather report"
    retriever = Retriever.build([document(none), document(far), document(near)])

    assert [near, far] == retriever.nearest(a_story(), 5)
    assert [near] == retriever.nearest(a_story(), 1)


def test_equally_near_passages_keep_their_order():
    """Ties are broken by place, so that every machine gives the same answer."""
    retriever = Retriever.build([document("price one"), document("price two"), document("price six")])

    assert ["price one", "price two", "price six"] == retriever.nearest(a_story(), 3)


def test_without_passages_there_is_nothing_to_show():
    """An empty index is no crash."""
    assert [] == Retriever.build([]).nearest(a_story(), 3)


def test_passages_are_weighed_once_for_all_stories(passages):
    """A service asks for every story: it pays for the story, not for all passages anew."""
    weighed: list[str] = []

    class Weights(TfIdf):
        def vectors(self, texts):
            weighed.extend(texts)
            return super().vectors(texts)

    learnt = TfIdf.learn(passage.text for passage in passages)
    retriever = Retriever(passages, Weights(learnt.document_count, learnt.document_frequency))
    weighed.clear()
    stories = shipped_stories()[:3]
    for story in stories:
        retriever.nearest(story, 2)

    assert [story.story for story in stories] == weighed


def test_what_is_saved_answers_the_same(tmp_path, passages, retriever):
    """A loaded index gives every story the same passages."""
    retriever.save(tmp_path)
    loaded = Retriever.load(tmp_path)

    for story in shipped_stories():
        assert retriever.nearest(story, 3) == loaded.nearest(story, 3)


def test_saving_twice_writes_the_same_bytes(tmp_path, passages, retriever):
    """The index has one form, so that its hash is the same on every machine."""
    for name in ("one", "two"):
        Retriever.build(passages).save(tmp_path / name)

    for file in ("passages.jsonl", "terms.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_the_counts_are_integers_only(tmp_path, retriever):
    """Logarithms may differ in the last digit between machines; counts do not."""
    retriever.save(tmp_path)
    counts = json.loads((tmp_path / "terms.json").read_text(encoding="utf-8"))

    assert ["documents", "document_frequency"] == list(counts)
    assert {int} == {type(value) for value in (counts["documents"], *counts["document_frequency"].values())}


def test_an_index_that_is_not_there_is_an_error_with_the_fix(tmp_path):
    """A missing index names the command that writes it."""
    with pytest.raises(DataError, match=r"terms.json: there is no such file; run `dvc repro`"):
        Retriever.load(tmp_path)


def test_a_reference_passage_shows_the_gist():
    """The story, then title and oracle of each case; never beyond the limit."""
    passage = reference_passage(a_story(), ReferenceSuite(story_id="US-001", test_cases=a_suite(1)))
    long = reference_passage(a_story(), ReferenceSuite(story_id="US-001", test_cases=a_suite(40)))

    assert ("reference:US-001", "US-001", a_story().story) == (passage.id, passage.story_id, passage.story)
    assert passage.text == (
        f"Story: {a_story().story}\nTest cases:\n- [positive] Price range number 1 filters the list. "
        "Expected: The list shows the products at €20.00 and €30.00"
    )
    assert PASSAGE_CHARACTERS == len(long.text)


def test_the_passages_of_a_document():
    """Paragraphs are joined up to passage length; the place of the document and a number make the id."""
    short, long = "One rule.\n\nAnother.", "x" * PASSAGE_CHARACTERS
    found = document_passages(Document(file="b/rules.txt", text=f"{short}\n\n{long}"))

    assert [("document:b/rules.txt#1", short), ("document:b/rules.txt#2", long)] == [
        (one.id, one.text) for one in found
    ]


@given(st.lists(st.text(alphabet="ab \n", max_size=3000), max_size=4))
def test_a_document_is_split_under_the_limit_and_loses_nothing(paragraphs):
    """Every passage fits, none is empty, and all letters are there in their order."""
    text = "start" + "\n\n".join(paragraphs)
    pieces = [passage.text for passage in document_passages(Document(file="a.md", text=text))]

    assert all(0 < len(piece) <= PASSAGE_CHARACTERS for piece in pieces)
    assert "".join(text.split()) == "".join("".join(pieces).split())
