import hashlib

import pytest

from casewright.errors import DataError
from casewright.exports import Origin
from casewright.exports.source import Suites
from casewright.paths import CHOICE, GENERATIONS
from tests.builders import LARGE, SMALL
from tests.casewright.exports.run import a_run


@pytest.fixture(autouse=True)
def run(tmp_path, monkeypatch):
    """What a run leaves, in the current folder."""
    monkeypatch.chdir(tmp_path)
    a_run()


def test_the_chosen_cell_is_exported_by_default():
    """Every story with a suite but the edge cases, one suite each; those without are named."""
    suites = Suites()

    assert (SMALL.name, SMALL.slug) == (suites.cell, suites.slug)
    assert ["US-001", "US-003"] == [one.story_id for one in suites]
    assert ["US-002"] == suites.without
    assert 2 == len(suites)


def test_a_suite_comes_with_its_story_and_its_origin():
    """The run is known by the file of generations."""
    suite = next(iter(Suites()))
    file = GENERATIONS / f"{SMALL.slug}.jsonl"

    assert suite.story.startswith("As a shopper, I want")
    assert ("Criterion of US-001",) == suite.acceptance_criteria
    assert suite.origin == Origin(
        model=SMALL.model,
        prompt=SMALL.prompt,
        model_digest="a1b2c3d4e5f6a7b8",
        prompt_hash="c0ffee",
        run=hashlib.sha256(file.read_bytes()).hexdigest(),
    )


@pytest.mark.parametrize("name", [LARGE.name, LARGE.name.replace("×", "x"), LARGE.slug, LARGE.name.upper()])
def test_a_cell_is_found_by_every_spelling(name):
    """The × is on no keyboard."""
    suites = Suites(name)

    assert LARGE.name == suites.cell
    assert ["US-001", "US-002", "US-003"] == [one.story_id for one in suites]


def test_references_are_exported_as_such():
    """With the origin of those that a model wrote and people approved."""
    first, second = Suites("references")

    assert Origin(reference=True) == first.origin
    assert ("llama3.2:3b", "rag", True) == (
        second.origin.model,
        second.origin.prompt,
        second.origin.reference,
    )


def test_stories_are_those_that_were_named():
    """An edge case as well, where it is named."""
    assert ["US-003", "EC-1"] == [one.story_id for one in Suites(stories=["EC-1", "US-003"])]


def test_another_repeat_can_be_asked_for():
    """Where a cell wrote several suites a story."""
    assert 2 == len(Suites(repeat=1))
    with pytest.raises(DataError, match="not one suite to export"):
        Suites(repeat=2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"cell": "llama3.2:1c × improved_v1"},
            r"there is none \(did you mean 'llama3\.2:1b × improved_v1'\?\)",
        ),
        ({"cell": "3b"}, r"did you mean 'llama3\.2:3b × improved_v1'\?\); expected one of .*, references"),
        (
            {"stories": ["US-01"]},
            r"story 'US-01': there is none in data/clean/stories\.jsonl \(did you mean 'US-001'",
        ),
        ({"stories": ["US-002"]}, r"story 'US-002': llama3\.2:1b × improved_v1 wrote no suite: truncated"),
        ({"cell": "references", "stories": ["US-003"]}, r"story 'US-003': references has no suite of it"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(arguments, message):
    """Cell or story, with the nearest that there is."""
    with pytest.raises(DataError, match=message) as refused:
        Suites(**arguments)

    assert "\n" not in str(refused.value)


def test_without_a_run_there_is_nothing_to_export():
    """The error says what to run."""
    CHOICE.write_text("{}")
    with pytest.raises(DataError, match=r"reports/choice\.json: cell: Field required; .*; run `dvc repro`"):
        Suites()
    CHOICE.unlink()
    with pytest.raises(DataError, match=r"reports/choice\.json: there is no such file; run `dvc repro`"):
        Suites()
    for file in GENERATIONS.iterdir():
        file.unlink()
    with pytest.raises(DataError, match=r"data/generations: no generations in it"):
        Suites(SMALL.name)
