import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.analysis import StoryText, SuiteText
from casewright.smells.wording import RULES
from tests.builders import a_case, a_story, shipped_references, shipped_stories
from tests.casewright.smells.flagged import flagged, words


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("quickly", "The list of 3 rows loads quickly"),
        ("several", "The list holds several rows"),
        ("appropriate", "An appropriate message is shown"),
        ("something", "The page says something"),
        ("is larger", "The photo is larger"),
        ("faster", "The list loads faster"),
        ("more detailed", "The report is more detailed"),
        ("any page", "The menu is on any page"),
        ("looks good", "The photo looks good"),
    ],
)
def test_an_ambiguous_word(told, text):
    """Words that leave open how many, which, how well, or compared with what."""
    assert [("ambiguous", "expected_result", told)] == flagged(RULES, expected_result=text)


@pytest.mark.parametrize(
    "text",
    [
        "No message is shown for any page",
        "The photo is larger than 2 MB",
        "The address is no longer shown",
        "The fast-track line is listed",
        'The message "Something went quickly wrong, try some other page" is shown',
        "The daily report holds only 3 rows",
    ],
)
def test_an_exact_text(text):
    """Limits, denials and what stands in quotes leave nothing open."""
    assert [] == flagged(RULES, expected_result=text)


@pytest.mark.parametrize("field", ["title", "expected_result"])
def test_every_field_is_read(field):
    """The title as well as the expected result."""
    assert [("ambiguous", field, "properly")] == flagged(RULES, **{field: "The filter works properly"})


def test_vague_data_are_told_once():
    """What the rule on data finds in a step is not told a second time."""
    assert [] == flagged(RULES, steps=["Enter some text", 'Press "Filter"'])


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ("as usual", "Pay for order 7 as usual"),
        ("the checkout flow", "Complete the checkout flow of order 7"),
        ("Repeat steps 1", "Repeat steps 1-3"),
        ("same as TC-003", "Do the same as TC-003"),
        ("the previous test", "Do the same as in the previous test"),
        ("etc", "Fill in name, street etc."),
        ("FRBR", "Open the FRBR report"),
    ],
)
def test_knowledge_taken_for_granted(told, step):
    """Somebody new to the product cannot carry it out."""
    rules = {rule: said for rule, _, said in flagged(RULES, steps=[step, 'Press "OK"'])}

    assert told in rules["tacit-knowledge"]


@pytest.mark.parametrize(
    "step",
    [
        "Export the PDF",
        'Press "FRBR"',
        "Open ORD-7",
        "Enter the TAN 123456",
        "Send the SMS",
        "Open page AB_C",
    ],
)
def test_capitals_that_need_no_explanation(step):
    """Acronyms that everybody knows, labels, codes and names."""
    assert [] == flagged(RULES, steps=[step, 'Press "OK"'])


def test_an_acronym_of_the_story_is_known():
    """What the story says need not be explained in its cases."""
    story = StoryText(a_story(story="As a clerk, I want the FRBR report, so that I see the works."))
    suite = SuiteText([a_case(title="FRBR report lists two works")])

    assert [] == [smell for rule in RULES for smell in rule.smells(story, suite)]


def test_the_references_are_all_but_clean():
    """At most one case in a hundred has a finding."""
    stories = {story.id: StoryText(story) for story in shipped_stories()}
    suites = [(stories[suite.story_id], SuiteText(suite.test_cases)) for suite in shipped_references()]
    found = [smell for story, suite in suites for rule in RULES for smell in rule.smells(story, suite)]

    assert len(found) <= 3


@given(st.text(min_size=1, max_size=80).filter(str.strip))
def test_spans_are_within_the_text(text):
    """Whatever an expected result says, a finding points into it."""
    case = a_case(expected_result=text)
    smells = [smell for rule in RULES for smell in rule.smells(StoryText(a_story()), SuiteText([case]))]

    assert all(words(case, smell) != "" for smell in smells)
