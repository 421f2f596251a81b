"""The quality tracker: what can be said of a suite by rule, without a reference and without a judge.

`quality_score` = 0.6 `structure_score` + 0.4 `precondition_score`, 0-1, averaged over the cases of a
story, then over stories. A story without a valid suite counts 0 in every rate and every mean.
"""

import re
from collections.abc import Callable, Sequence

from casewright.metrics import measure
from casewright.records import STEPS_PER_CASE, Generation, Outcome, Score, StoryScore, TestCase
from casewright.stats import mean_interval, rate_interval

STRUCTURE_WEIGHT = 0.6
PRECONDITION_WEIGHT = 0.4
FIVE_POINT_SCALE = 5

_FIELDS = tuple(TestCase.model_fields)
_LEAST_WORDS = 3
_GENERIC_PRECONDITION = re.compile(
    r"(?:the |an? )?(?:registered |valid |test |admin )?"
    r"(?:users?|customers?|shoppers?|admin\w*|system|application|app|web ?site|site|page|browser)"
    r"(?: account)?"
    r" (?:is|are|has|have|exists?)(?: [a-z-]+){0,4}\.?",
    re.IGNORECASE,
)
"""A stock subject, a verb and a few words without a number or a quoted value."""


def structure_checks(case: TestCase, position: int, titles: Sequence[str]) -> dict[str, bool]:
    """The checks behind `structure_score`: one a part of the case, each passed or not."""
    steps = [step.casefold() for step in case.steps]
    expected = case.expected_result.casefold()
    least, most = STEPS_PER_CASE
    return {
        "ids are numbered in order": case.id == f"TC-{position:03d}",
        "the title is a phrase of its own": len(case.title.split()) >= _LEAST_WORDS
        and titles.count(case.title) == 1,
        "there is a precondition": bool(case.preconditions),
        "there are 2 to 5 different steps": least <= len(steps) <= most and len(set(steps)) == len(steps),
        "the expected result is a statement of its own": len(expected.split()) >= _LEAST_WORDS
        and expected not in (*steps, case.title.casefold()),
    }


def structure_score(case: TestCase, position: int, titles: Sequence[str]) -> Score:
    """Share of the structure checks that a case passes; the reason names those it fails."""
    checks = structure_checks(case, position, titles)
    failed = [name for name, passed in checks.items() if not passed]
    return measure(
        "structure_score",
        1 - len(failed) / len(checks),
        f"not so: {'; '.join(failed)}" if failed else "all structure checks passed",
    )


def precondition_score(case: TestCase) -> Score:
    """1 for preconditions that say something about this case, half for generic ones, 0 for none."""
    if not case.preconditions:
        return measure("precondition_score", 0.0, "no precondition")
    generic = [text for text in case.preconditions if is_generic(text)]
    value = 1 - 0.5 * len(generic) / len(case.preconditions)
    reason = f"generic: {generic[0]!r}" if generic else "every precondition is specific"
    return measure("precondition_score", value, reason)


def is_generic(precondition: str) -> bool:
    """Whether a precondition would fit any test case, such as "User is logged in"."""
    return len(precondition.split()) < _LEAST_WORDS or bool(_GENERIC_PRECONDITION.fullmatch(precondition))


def case_scores(cases: Sequence[TestCase]) -> list[dict[str, Score]]:
    """The scores of each case of one suite."""
    titles = [case.title for case in cases]
    rows = []
    for position, case in enumerate(cases, start=1):
        structure = structure_score(case, position, titles)
        preconditions = precondition_score(case)
        quality = STRUCTURE_WEIGHT * _value(structure) + PRECONDITION_WEIGHT * _value(preconditions)
        rows.append(
            {
                "structure_score": structure,
                "precondition_score": preconditions,
                "quality_score": measure("quality_score", quality),
            }
        )
    return rows


def story_scores(generation: Generation, by_case: Sequence[dict[str, Score]]) -> dict[str, Score]:
    """The scores of one generation. A failure scores 0 where a rate is meant, else is not measured."""
    cases = generation.test_cases
    if not cases:
        return _failed(generation)
    means = {
        name: sum(_value(scores[name]) for scores in by_case) / len(cases)
        for name in ("structure_score", "precondition_score", "quality_score")
    }
    filled = sum(_is_filled(getattr(case, field)) for case in cases for field in _FIELDS)
    values = {
        **means,
        "cases_per_story": len(cases),
        "steps_per_case": sum(len(case.steps) for case in cases) / len(cases),
        "field_completeness": filled / (len(cases) * len(_FIELDS)),
        "precondition_completeness": sum(bool(case.preconditions) for case in cases) / len(cases),
        "avg_quality_score": sum(case.quality_score for case in cases) / len(cases),
    }
    return {name: measure(name, value) for name, value in values.items()}


def cell_scores(
    stories: Sequence[StoryScore], first_outcomes: Sequence[Outcome], passing: float
) -> dict[str, Score]:
    """The quality tracker's results for one cell.

    Args:
        stories: the cell's story scores, failures included.
        first_outcomes: how the first attempt at each story ended.
        passing: story quality from which a suite passes, 0-1.

    """
    n = len(stories)
    rates: dict[str, Callable[[StoryScore, Outcome], bool]] = {
        "passing_rate": lambda story, _: _value(story.scores["quality_score"]) >= passing,
        "success_rate": lambda story, _: story.outcome is Outcome.OK,
        "structural_compliance": lambda _, first: first is Outcome.OK,
        "json_parsing_success_rate": lambda _, first: first in (Outcome.OK, Outcome.SCHEMA_VIOLATION),
        "retry_rate": lambda story, _: story.attempts > 1 or story.outcome is not Outcome.OK,
    }
    scores = {name: _rate(name, sum(map(holds, stories, first_outcomes)), n) for name, holds in rates.items()}
    for name in (
        "quality_score",
        "structure_score",
        "precondition_score",
        "cases_per_story",
        "steps_per_case",
        "field_completeness",
        "precondition_completeness",
        "avg_quality_score",
        "reference_recall",
        "reference_coverage",
    ):
        scores[name] = mean_over_stories(name, stories)
    scores["quality_score_5"] = _on_five_points(scores["quality_score"])
    return scores


def mean_over_stories(name: str, stories: Sequence[StoryScore]) -> Score:
    """Mean of a story score with its interval, over the stories for which it was measured."""
    values = [
        score.value for story in stories if (score := story.scores.get(name)) and score.value is not None
    ]
    if not values:
        return measure(name, None, "measured for no story")
    reason = (
        f"mean of {len(values)} stories"
        if len(values) == len(stories)
        else (f"mean of {len(values)} of {len(stories)} stories; not measured for the others")
    )
    return measure(name, sum(values) / len(values), reason, interval=mean_interval(values))


def _failed(generation: Generation) -> dict[str, Score]:
    reason = f"no valid suite: {generation.failure}"
    zero = (
        "structure_score",
        "precondition_score",
        "quality_score",
        "cases_per_story",
        "field_completeness",
        "precondition_completeness",
    )
    return {
        **{name: measure(name, 0.0, reason) for name in zero},
        **{name: measure(name, None, reason) for name in ("steps_per_case", "avg_quality_score")},
    }


def _rate(name: str, hits: int, n: int) -> Score:
    if n == 0:
        return measure(name, None, "no story")
    return measure(name, hits / n, f"{hits} of {n} stories", interval=rate_interval(hits, n))


def _on_five_points(score: Score) -> Score:
    if score.value is None:
        return measure("quality_score_5", None, score.reason)
    low_high = score.interval and (score.interval[0] * FIVE_POINT_SCALE, score.interval[1] * FIVE_POINT_SCALE)
    return measure("quality_score_5", score.value * FIVE_POINT_SCALE, score.reason, interval=low_high)


def _is_filled(value: object) -> bool:
    return value is not None and value not in ("", ())


def _value(score: Score) -> float:
    """The value of a score that is always measured."""
    assert score.value is not None
    return score.value
