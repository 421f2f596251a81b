import pytest

from casewright.analysis import StoryText
from casewright.records import CaseType
from casewright.scorers.types import SCORER, needed_types
from casewright.smells import read_suite
from tests.builders import a_case, a_story, shipped_references, shipped_stories

PLAIN = a_story(story="As a shopper, I want to see my name in the header, so that I know who I am.")
LIMITED = a_story(story="As a shopper, I want to save up to 10 addresses, so that I find them again.")
ORACLES = {"negative": 'An error "Wrong." is displayed', "positive": "The list shows 3 entries"}


def a_suite_of(*types):
    """Cases of these types with fitting oracles."""
    return [
        a_case(
            id=f"TC-{n:03d}", type=kind, title=f"Case number {n}", expected_result=ORACLES.get(kind, "5 rows")
        )
        for n, kind in enumerate(types, start=1)
    ]


def score(cases, story=PLAIN):
    """The score of a suite."""
    told = StoryText(story)
    return SCORER(told, read_suite(told, cases), None)


@pytest.mark.parametrize(
    ("types", "story", "value", "reason"),
    [
        (("positive", "negative"), PLAIN, 1.0, ""),
        (("positive", "positive"), PLAIN, 0.5, "no case of type negative"),
        (("negative", "negative"), PLAIN, 0.5, "no case of type positive"),
        (("positive", "negative"), LIMITED, 0.8, "no case of type boundary"),
        (("positive", "negative", "boundary"), LIMITED, 1.0, ""),
        (("positive",) * 4 + ("negative",), PLAIN, 0.8, "no case of type edge_case"),
    ],
)
def test_types_that_are_missing(types, story, value, reason):
    """Each needed type counts, positive and negative twice as much; the reason names what is missing."""
    told = score(a_suite_of(*types), story)

    assert value == pytest.approx(told.value)
    assert reason == told.reason


def test_a_case_that_is_not_what_its_type_says():
    """A type that the oracle belies lowers the score by the share of such cases."""
    cases = a_suite_of("positive", "negative")
    swapped = [cases[0], cases[1].model_copy(update={"expected_result": "The order is created"})]
    told = score(swapped)

    assert 0.5 == told.value
    assert "not what their type says: case 2 (negative)" == told.reason


def test_what_a_story_needs():
    """Boundaries need a limit in the story, edge cases need room in the suite."""
    small, large = a_suite_of("positive"), a_suite_of(*["positive"] * 5)
    plain, limited = StoryText(PLAIN), StoryText(LIMITED)

    assert [CaseType.POSITIVE, CaseType.NEGATIVE] == needed_types(plain, read_suite(plain, small))
    assert set(CaseType) == set(needed_types(limited, read_suite(limited, large)))


@pytest.mark.parametrize("suite", shipped_references(), ids=lambda suite: suite.story_id)
def test_references_without_their_negatives(suite):
    """A shipped suite scores 1, and less without its negative cases."""
    (story,) = [story for story in shipped_stories() if story.id == suite.story_id]
    left = [case for case in suite.test_cases if case.type is not CaseType.NEGATIVE]

    assert 1.0 == score(suite.test_cases, story).value
    assert score(left, story).value < 0.8
