from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.analysis import StoryText, SuiteText
from casewright.assumptions import find_assumptions
from casewright.baseline import write_cases
from tests.builders import a_case, a_story, shipped_references, shipped_stories

BACKLOGS = sorted(Path("../shared/backlogs").glob("*.txt"))
CRITERIA = ('"From" takes 0 to 500.', 'A wrong value is refused with "Enter <n> or more."')


def found(*, criteria=CRITERIA, **changes):
    """What is found in one case, as (kind, text, field), for the story of the builders."""
    plain = {
        "title": "Price filters the list",
        "preconditions": ["The list is open"],
        "steps": ["Filter the list"],
        "expected_result": "The list is filtered",
    }
    story, suite = StoryText(a_story(acceptance_criteria=criteria)), SuiteText([a_case(**(plain | changes))])
    return [(one.kind, one.text, one.field) for one in find_assumptions(story, suite)]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ('Press the "Apply" button', [("label", "Apply", "steps[0]")]),
        ('Enter "15" in "From"', []),
        ('Enter "Brook Kettle" in "Colour"', [("label", "Colour", "steps[0]")]),
        ('Set "Colour" to "Sea green"', [("label", "Colour", "steps[0]")]),
        ('Open "/basement"', [("value", "/basement", "steps[0]")]),
        ('Open "/list"', []),
        ('Choose the file "kettle.png"', []),
        ('Select "kettle@example.com"', []),
        ('Select "https://kettle.example.com"', []),
    ],
)
def test_labels_of_steps_are_found_and_typed_data_is_not(step, expected):
    """A button, a field or an address that the story does not name; not what a tester types or uploads."""
    assert expected == found(steps=[step])


@pytest.mark.parametrize(
    ("oracle", "expected"),
    [
        ('"Nothing matches." is shown', [("label", "Nothing matches.", "expected_result")]),
        ('"Enter 5 or more." is shown', []),
        ('"Brook Kettle" is listed', []),
    ],
)
def test_messages_are_found_unless_told_or_set_up(oracle, expected):
    """A message with a value in the place of the story's is told, and what the case sets up is its own."""
    assert expected == found(preconditions=['The list holds "Brook Kettle"'], expected_result=oracle)


@pytest.mark.parametrize(
    ("oracle", "expected"),
    [
        ("The list comes within 45 seconds", ["45 seconds"]),
        ("The answer is status 403", ["403"]),
        ("A discount of 30 % is taken off", ["30 %"]),
        ("The price of €1,250.00 stays", ["€1,250.00"]),
        ("500 entries are listed", []),
        ("501 is refused", []),
        ("0 entries are listed, 1 is hidden", []),
        ("The list holds 20 entries", []),
        ("The list holds 21 entries", []),
        ("The list holds 13 entries", []),
        ("It is 10:15:00", []),
        ("The number is " + "9" * 400, []),
    ],
)
def test_figures_are_found_unless_they_follow(oracle, expected):
    """A figure is told when the story or the case has it, next to it, or as a sum or difference."""
    figures = found(preconditions=["The list holds 20 entries", "7 of them are free"], expected_result=oracle)

    assert [("number", text, "expected_result") for text in expected] == figures


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "Auditor filters the list"}, [("role", "auditor", "title")]),
        ({"steps": ["Open the list as two managers"]}, [("role", "manager", "steps[0]")]),
        (
            {"preconditions": ['An account with the role "Warehouse clerk"']},
            [("role", "clerk", "preconditions[0]")],
        ),
        (
            {"steps": ["Send GET to admin@example.com", 'Open "/admin/list"']},
            [("value", "/admin/list", "steps[1]")],
        ),
        ({"title": "Shopper filters the list"}, []),
    ],
)
def test_roles_are_found_by_name(changes, expected):
    """A role that the story does not have, and not one that is a part of an address."""
    assert expected == found(**changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"preconditions": ["The list is paid with PayPal"]}, [("value", "PayPal", "preconditions[0]")]),
        ({"steps": ["Send the list by SMS"]}, [("value", "SMS", "steps[0]")]),
        ({"expected_result": "The list is on Google Maps."}, [("value", "Google Maps", "expected_result")]),
        ({"title": "Verify That Price Filters The List Of Products"}, []),
        ({"expected_result": "The list is open. Filters are set."}, []),
        ({"steps": ["Send the request GET for the list", "Press the Enter key"]}, []),
        ({"steps": ['Press "Show the Brook Kettle"']}, [("label", "Show the Brook Kettle", "steps[0]")]),
    ],
)
def test_systems_are_found_by_their_capitals(changes, expected):
    """A name in the middle of a sentence; not its beginning, a headline, a key or what stands in quotes."""
    assert expected == found(**changes)


def test_a_thing_is_told_once_a_case_where_it_comes_first():
    """A label that is pressed twice is one assumption, of the first step."""
    assert [("label", "Apply", "steps[0]")] == found(steps=['Press "Apply"', 'Press "Apply" again'])


def test_the_case_is_named_by_its_position():
    """Positions count from 1."""
    suite = SuiteText([a_case(), a_case(steps=['Press "Undo"'])])

    assert [2] == [
        one.position for one in find_assumptions(StoryText(a_story()), suite) if one.text == "Undo"
    ]


def test_acceptance_criteria_make_assumptions_fewer():
    """What a criterion states is no longer assumed."""
    assert found(steps=['Press "From"'], criteria=()) != found(steps=['Press "From"']) == []


def test_references_assume_little():
    """Good suites name one or two things a case that their stories leave open."""
    stories = {story.id: StoryText(story) for story in shipped_stories()}
    suites = shipped_references()
    count = sum(len(find_assumptions(stories[one.story_id], SuiteText(one.test_cases))) for one in suites)

    assert count < 2 * sum(len(one.test_cases) for one in suites)


@pytest.mark.skipif(not BACKLOGS, reason="the backlogs are not here")
@pytest.mark.parametrize("path", BACKLOGS, ids=lambda path: path.stem)
def test_the_baseline_assumes_next_to_nothing(path):
    """What is made of a story by rule names little that is not in it."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    stories = [a_story(story=line) for line in lines if 20 <= len(line) <= 500]
    suites = [(story, SuiteText(write_cases(story))) for story in stories]
    count = sum(len(find_assumptions(StoryText(story), suite)) for story, suite in suites)

    assert count < 0.5 * sum(len(suite.cases) for _, suite in suites)


@given(st.text(min_size=1, max_size=80).filter(str.strip))
def test_any_text_can_be_looked_at(text):
    """Whatever a model writes, each finding is a text of one of its fields."""
    case = a_case(title=text, preconditions=[text], steps=[text], expected_result=text)
    assumptions = find_assumptions(StoryText(a_story()), SuiteText([case]))

    assert all(one.text.casefold() in text.casefold() for one in assumptions)
