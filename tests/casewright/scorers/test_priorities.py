import pytest

from casewright.analysis import StoryText, SuiteText
from casewright.scorers.priorities import SCORER
from tests.builders import a_case, a_story, shipped_references

KINDS = {"c": "critical", "h": "high", "m": "medium", "l": "low"}


def score(letters):
    """The score of a suite with these priorities."""
    cases = [a_case(id=f"TC-{n:03d}", priority=KINDS[one]) for n, one in enumerate(letters, start=1)]
    return SCORER(StoryText(a_story()), SuiteText(cases), None)


@pytest.mark.parametrize(
    ("letters", "value"),
    [
        ("chm", 1.0),
        ("chhmml", 1.0),
        ("cchhhmml", 1.0),
        ("hhhhhh", 0.0),
        ("hhhhmm", 5 / 6),
        ("ccccchm", 0.5442176870748299),
        ("hhm", 1.0),
    ],
)
def test_priorities_are_spread(letters, value):
    """1 within rule 4; less with each case beyond it, and 0 where all are the same."""
    assert value == pytest.approx(score(letters).value)


def test_the_reason_names_what_there_is_too_much_of():
    """Too many of one priority are counted in the reason."""
    assert "4 of 6 are high" == score("hhhhmm").reason
    assert "5 of 7 are critical" == score("ccccchm").reason


def test_two_cases_need_no_ranking():
    """A suite of one or two cases is not measured."""
    assert score("hh").value is None


def test_a_long_suite_may_have_more_of_each():
    """The rule is written for eight cases at most; beyond them it grows with the suite."""
    assert 1.0 == score("cccchhhhhhmmmmll").value


@pytest.mark.parametrize("suite", shipped_references(), ids=lambda suite: suite.story_id)
def test_the_shipped_references_are_spread(suite):
    """Every shipped suite keeps to rule 4."""
    assert 1.0 == SCORER(StoryText(a_story()), SuiteText(suite.test_cases), None).value
