import pytest
from pydantic import ValidationError

from casewright.records import (
    Attempt,
    AttemptTiming,
    Cell,
    Generation,
    Outcome,
    Score,
    Suite,
    TestCase,
    Timing,
    UserStory,
)

CELL = Cell(model="llama3.2:1b", prompt="basic")


def generation(suite: Suite | None, failure: Outcome | None, *outcomes: Outcome) -> Generation:
    """The record of one story."""
    attempts = tuple(Attempt(number=n, seed=n, outcome=outcome) for n, outcome in enumerate(outcomes, 1))
    return Generation(
        story_id="US-001",
        cell=CELL,
        model_digest="d",
        prompt_hash="h",
        attempts=attempts,
        test_cases=suite.test_cases if suite else (),
        failure=failure,
    )


def timing(*attempts: AttemptTiming) -> Timing:
    """The timing of one story that began at 10 s and ended at 25 s."""
    return Timing(story_id="US-001", cell=CELL, started_s=10, finished_s=25, attempts=attempts)


def test_records_are_frozen(story):
    """Nobody changes a record after it was made."""
    with pytest.raises(ValidationError, match="frozen"):
        story.id = "US-002"


def test_unknown_keys_are_refused():
    """A key that no record has is a mistake to see, not to drop."""
    with pytest.raises(ValidationError, match="Extra inputs"):
        Cell.model_validate({"model": "a", "prompt": None, "seed": 1})


@pytest.mark.parametrize(("length", "valid"), [(19, False), (20, True), (500, True), (501, False)])
def test_a_story_has_20_to_500_characters(length, valid):
    """The limits are part of the range, and blanks around the text do not count."""
    text = f"  {'x' * length}\n"
    if valid:
        assert UserStory(id="US-001", story=text).story == "x" * length
    else:
        with pytest.raises(ValidationError, match="story"):
            UserStory(id="US-001", story=text)


@pytest.mark.parametrize("case_id", ["TC-1", "TC-0001", "tc-001", "TC-001\n", "TC-٠٠١", ""])
def test_a_case_id_is_tc_and_three_digits(suite, case_id):
    """An id that only looks like one is refused."""
    with pytest.raises(ValidationError, match="id"):
        TestCase.model_validate(suite.test_cases[0].model_dump() | {"id": case_id})


def test_a_suite_is_not_empty():
    """No case at all is no suite."""
    with pytest.raises(ValidationError, match="at least 1"):
        Suite(test_cases=())


# ---- cells


@pytest.mark.parametrize(
    ("cell", "name", "slug"),
    [
        (Cell(model="baseline", prompt=None), "baseline", "baseline"),
        (CELL, "llama3.2:1b × basic", "llama3.2-1b__basic"),
        (Cell(model="hf.co/me/m:Q4", prompt="rag"), "hf.co/me/m:Q4 × rag", "hf.co-me-m-Q4__rag"),
    ],
)
def test_a_cell_has_a_name_to_show_and_one_for_files(cell, name, slug):
    """The slug has no character that a file name cannot have."""
    assert (cell.name, cell.slug) == (name, slug)


# ---- generations


def test_a_generation_is_a_suite_or_a_failure(suite):
    """Both at once, or neither, is refused."""
    assert generation(suite, None, Outcome.OK).first_attempt_ok
    assert not generation(None, Outcome.TIMEOUT, Outcome.TIMEOUT).first_attempt_ok
    for cases, failure in ((suite, Outcome.TIMEOUT), (None, None)):
        with pytest.raises(ValidationError, match="either test cases or a failure"):
            generation(cases, failure, Outcome.OK)


def test_a_second_attempt_does_not_make_the_first_one_right(suite):
    """Compliance is about the answer as it came."""
    assert not generation(suite, None, Outcome.NOT_JSON, Outcome.OK).first_attempt_ok


# ---- timings


@pytest.mark.parametrize(
    ("repairs", "as_it_came"),
    [
        ((), Outcome.OK),
        (("json: taken out of a code fence", "field: id was brought into its form"), Outcome.NOT_JSON),
        (("field: id was brought into its form",), Outcome.SCHEMA_VIOLATION),
    ],
)
def test_a_mended_answer_is_not_compliant(repairs, as_it_came):
    """What was repaired is usable, and counts as what it was before."""
    attempt = Attempt(number=1, seed=1, outcome=Outcome.OK, repairs=repairs)

    assert as_it_came is attempt.as_it_came


def test_latency_is_what_the_model_took_over_all_attempts():
    """Prompt, generation and validation of each attempt; queue, load and pauses are not the model's."""
    first = AttemptTiming(
        number=1, wall_s=9, queue_s=4, load_s=2, prompt_s=1, generation_s=2, validation_s=0.25
    )
    second = AttemptTiming(
        number=2, wall_s=4, queue_s=0, load_s=0, prompt_s=1, generation_s=3, validation_s=0.25
    )

    assert timing(first, second).latency_s == 7.5
    assert timing(first, second).end_to_end_s == 15


@pytest.mark.parametrize("known", [{}, {"prompt_s": 1.0}, {"generation_s": 1.0}])
def test_latency_without_counters_is_the_wall_clock(known):
    """An attempt that timed out has no counters, and took its time all the same."""
    assert timing(AttemptTiming(number=1, wall_s=9, validation_s=0.5, **known)).latency_s == 9.5


# ---- scores


def test_not_measured_is_a_value_of_its_own():
    """It has no number, and keeps its reason on the way through a file."""
    score = Score(value=None, scale="s", reason="no server was asked", basis="not measured")

    assert Score.model_validate_json(score.model_dump_json()) == score


@pytest.mark.parametrize(
    "fields",
    [
        {"value": None},
        {"value": 0.0, "basis": "not measured"},
        {"value": float("nan")},
        {"value": float("inf")},
        {"value": None, "basis": "estimated"},
    ],
)
def test_a_score_has_a_number_unless_it_was_not_measured(fields):
    """NaN, infinity, and a number that nobody measured are refused."""
    with pytest.raises(ValidationError):
        Score.model_validate({"scale": "0-1", **fields})
