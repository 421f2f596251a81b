import pytest

from casewright.analysis import StoryText, SuiteText
from casewright.scorers.criteria import SCORER
from tests.builders import a_case, a_story, shipped_references, shipped_stories

CRITERIA = ["Coupons expire after 30 days.", "An expired coupon is refused."]


def coverage(cases, criteria=CRITERIA):
    """The score of a suite for a story with criteria."""
    return SCORER(StoryText(a_story(acceptance_criteria=criteria)), SuiteText(cases), None)


def saying(text):
    """A case that says no more than a text."""
    return a_case(title=text, preconditions=[text], steps=[text], expected_result=text)


def test_the_share_of_the_criterias_words_that_some_case_has():
    """Four of six: coupons, expire, 30 and days; the criterion that is taken up least is quoted."""
    score = coverage([saying("Coupons expire"), saying("30 days")])

    assert pytest.approx(4 / 6) == score.value
    assert "criterion 2 is taken up least, 67 %: 'An expired coupon is refused.'" == score.reason


def test_cases_that_say_all_of_it_cover_it():
    """In whatever case, and in whatever form of a word."""
    assert 1.0 == coverage([saying("The coupon expired after 30 days"), saying("It refuses coupons")]).value


def test_without_criteria_it_is_not_measured():
    """Nothing was asked for, so nothing can be missing."""
    assert "not measured" == coverage([a_case()], criteria=[]).basis


def test_a_suite_without_its_negative_cases_covers_less():
    """What only they speak of is gone, in at least nine of ten reference suites."""
    stories = {story.id: story for story in shipped_stories()}
    falls = []
    for suite in shipped_references():
        story = StoryText(stories[suite.story_id])
        kept = [case for case in suite.test_cases if case.type != "negative"]
        whole, less = (SCORER(story, SuiteText(cases), None).value for cases in (suite.test_cases, kept))
        falls.append(less < whole)

    assert sum(falls) / len(falls) >= 0.9
