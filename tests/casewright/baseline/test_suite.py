from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright import baseline
from casewright.baseline import RULES_DIGEST, write_cases
from casewright.records import (
    GENERATED_CASES,
    STEPS_PER_CASE,
    STORY_LENGTH,
    CaseType,
    Priority,
    Suite,
    TestCase,
    UserStory,
)

SEARCH = UserStory(
    id="US-001",
    story="As a guest shopper, I want to search the shop by keyword, so that I find a product quickly.",
    acceptance_criteria=(
        'The "Search" box takes 2 to 60 characters.',
        'A shorter term is refused with "Use 2 or more." and a longer one with "Up to 60 characters."',
        'A term with "<" is refused with "The character < is not allowed."',
    ),
)

texts = st.text(min_size=STORY_LENGTH[0], max_size=STORY_LENGTH[1]).filter(
    lambda text: len(text.strip()) >= STORY_LENGTH[0]
)
VOCABULARY = """As a an the user guest I want to need can be able have see add up delete 5 £20 between and , .
    so that my it is at least characters only pay "No." ; : more of in - Search ly ed don't"""

words = st.lists(
    st.sampled_from(VOCABULARY.split()),
    min_size=12,
    max_size=60,
).map(" ".join)
stories = st.builds(
    UserStory,
    id=st.just("US-001"),
    story=st.one_of(texts, words.map(lambda text: f"As a user I want {text}"[: STORY_LENGTH[1]])),
    acceptance_criteria=st.lists(st.one_of(words, st.text(min_size=1).filter(str.strip)), max_size=4).map(
        tuple
    ),
)


@given(stories)
def test_any_story(story: UserStory) -> None:
    """Any story, in any language, gets a valid suite of a good size with both polarities."""
    cases = write_cases(story)

    assert GENERATED_CASES[0] <= len(cases) <= GENERATED_CASES[1]
    assert {CaseType.POSITIVE, CaseType.NEGATIVE} <= {case.type for case in cases}
    assert {CaseType.EDGE_CASE, CaseType.BOUNDARY} & {case.type for case in cases}
    assert [f"TC-{number:03d}" for number in range(1, len(cases) + 1)] == [case.id for case in cases]
    assert cases == Suite.model_validate_json(Suite(test_cases=cases).model_dump_json()).test_cases


@given(stories)
def test_no_two_alike(story: UserStory) -> None:
    """No two cases of a suite have the same title or do the same thing."""
    cases = write_cases(story)

    assert len(cases) == len({case.title.casefold() for case in cases})
    assert len(cases) == len({(case.preconditions, case.steps, case.expected_result) for case in cases})


@given(stories)
def test_steps(story: UserStory) -> None:
    """Every case has a handful of steps, none of them twice."""
    for case in write_cases(story):
        assert STEPS_PER_CASE[0] <= len(case.steps) <= STEPS_PER_CASE[1]
        assert len(case.steps) == len(set(case.steps))


@given(stories)
def test_repeatable(story: UserStory) -> None:
    """The same story gives the same suite."""
    assert write_cases(story) == write_cases(story)


@given(stories)
def test_priorities(story: UserStory) -> None:
    """A suite has one or two critical cases, at most three high, two medium and one low."""
    count = Counter(case.priority for case in write_cases(story))

    assert 1 <= count[Priority.CRITICAL] <= 2
    assert 1 <= count[Priority.HIGH] <= 3
    assert 1 <= count[Priority.MEDIUM] <= 2
    assert count[Priority.LOW] <= 1


def of_type(cases: tuple[TestCase, ...], kind: CaseType) -> list[TestCase]:
    """The cases of one type, in order."""
    return [case for case in cases if case.type is kind]


def test_main_case() -> None:
    """The first case is the goal reached, in the story's own words."""
    case = write_cases(SEARCH)[0]

    assert case.title == "Guest shopper can search the shop by keyword"
    assert Priority.CRITICAL is case.priority
    assert "Search the shop by keyword" in case.steps


def test_boundaries_quote_the_criteria() -> None:
    """A value past a limit is answered with the message that names the limit."""
    boundaries = of_type(write_cases(SEARCH), CaseType.BOUNDARY)

    assert "Enter a text of 60 characters in “Search”" in boundaries[0].steps
    assert "Enter a text of 61 characters in “Search”" in boundaries[1].steps
    assert (
        boundaries[1].expected_result
    ) == "The message “Up to 60 characters.” is shown; the stored data are unchanged."


def test_refusal_becomes_a_negative_case() -> None:
    """A refusal that a criterion states is tested before the usual misuse is."""
    negative = of_type(write_cases(SEARCH), CaseType.NEGATIVE)[0]

    assert negative.title == 'Refused: a term with "<"'
    assert negative.expected_result == 'The answer is "The character < is not allowed."'


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("store manager", "Account without the role “store manager” cannot rename a product"),
        ("customer", "Signed-out visitor cannot rename a product"),
    ],
)
def test_permission(role: str, title: str) -> None:
    """Where a role is named, somebody else is kept out."""
    story = UserStory(id="US-002", story=f"As a {role}, I want to rename a product.")

    assert title in [case.title for case in write_cases(story)]


def test_own_data() -> None:
    """What is somebody's own is kept from other accounts."""
    story = UserStory(id="US-003", story="As a member, I want to hide my profile from search.")

    assert "Member cannot hide the profile from search in another account" in [
        case.title for case in write_cases(story)
    ]


def test_quality_follows_the_source() -> None:
    """A case made from the story's own figure claims more than one that any story gets."""
    quality = {case.type: case.quality_score for case in write_cases(SEARCH)}

    assert quality[CaseType.BOUNDARY] > quality[CaseType.NEGATIVE] > quality[CaseType.EDGE_CASE]


def test_digest_is_of_the_source(tmp_path: Path) -> None:
    """The digest follows every module's text, not the line ends that a checkout gave it."""
    for path in Path(baseline.__file__).parent.glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert baseline._digest(tmp_path) == RULES_DIGEST

    (tmp_path / "limits.py").write_text("changed")

    assert baseline._digest(tmp_path) != RULES_DIGEST
