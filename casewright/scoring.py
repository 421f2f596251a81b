"""From one generation to its scores, per test case and per story."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from casewright.analysis import StoryText, SuiteText
from casewright.assumptions import find_assumptions
from casewright.judge.scores import judge_scores, not_judged, without_judged
from casewright.matching import NO_REFERENCE, Matcher
from casewright.metrics import measure
from casewright.params import ScoreParams
from casewright.quality import counts, rates
from casewright.records import (
    Assumption,
    CaseScore,
    Generation,
    Outcome,
    ReferenceSuite,
    Score,
    StoryScore,
    TestCase,
    UserStory,
)
from casewright.records.judgements import Judgement, JudgeStatus
from casewright.scorers import SCORERS, CaseScorer
from casewright.scorers.composite import QUALITY, composite
from casewright.smells import find_smells


class References(NamedTuple):
    """The cases of a story's reference suite, or why there are none."""

    cases: Sequence[TestCase] | None
    reason: str = NO_REFERENCE


@dataclass(frozen=True)
class Yardstick:
    """What generated suites are held against; the same for every cell of a run."""

    matcher: Matcher
    params: ScoreParams
    judge: JudgeStatus
    """What is known of the judge; where none judged, its reason says so."""
    models: frozenset[str] = frozenset()
    """Whose suites are scored in the run."""

    @property
    def weights(self) -> Mapping[str, float]:
        """What each scorer counts: a judge counts nothing until it has shown that it can tell."""
        return self.params.weights if self.judge.enters_choice else without_judged(self.params.weights)

    def references(self, suite: ReferenceSuite | None) -> References:
        """What a story's suites are compared with, the same in every cell.

        A suite that people adopted from a model of the run is left out: that model would find its own words.
        """
        if suite is None:
            return References(None)
        author = suite.provenance.model if suite.provenance else None
        if author not in self.models:
            return References(suite.test_cases)
        return References(None, f"the reference suite was adopted from {author}, which is scored here")


class Scored(NamedTuple):
    """What is said of one generation."""

    cases: list[CaseScore]
    story: StoryScore


def score_generation(
    story: UserStory,
    generation: Generation,
    reference: ReferenceSuite | None,
    yardstick: Yardstick,
    judgement: Judgement | None = None,
) -> Scored:
    """Every scorer, smell and count of one suite, and what a judge said of it where there was one."""
    references, no_reference = yardstick.references(reference)
    text, suite = StoryText(story), SuiteText(generation.test_cases)
    if suite.cases:
        suite.smells = find_smells(text, suite)
        suite.assumptions = find_assumptions(text, suite)
    matched = yardstick.matcher.match(generation.test_cases, references, story.story, no_reference)
    scores = matched.scores | _judged(judgement, yardstick.judge)
    cases = _suite_scores(text, suite, references, generation, yardstick.weights, scores)
    for place, of_reference in matched.pairs:
        matched_id = (references or ())[of_reference].id
        cases[place] = cases[place].model_copy(update={"matches": matched_id})
    quality = scores[QUALITY].value
    scores |= counts(generation, suite) | rates(generation, quality, yardstick.params.passing_quality)
    return Scored(cases, _story_score(story, generation, suite, scores, matched.unmatched))


def _judged(judgement: Judgement | None, judge: JudgeStatus) -> dict[str, Score]:
    """What the judge said of a suite."""
    if judgement is None:
        return not_judged(judge.reason)
    return judge_scores([judgement])[judgement.story_id]


def merge_repeats(rows: Sequence[StoryScore]) -> StoryScore:
    """One row for the repeats of one story: the mean of each score over those that measured it."""
    first = rows[0]
    if len(rows) == 1:
        return first
    failed = next((row for row in rows if row.outcome is not Outcome.OK), first)
    return first.model_copy(
        update={
            "outcome": failed.outcome,
            "first_attempt_ok": all(row.first_attempt_ok for row in rows),
            "attempts": max(row.attempts for row in rows),
            "failed_attempts": tuple(outcome for row in rows for outcome in row.failed_attempts),
            "problem": failed.problem or next((row.problem for row in rows if row.problem), ""),
            "scores": {name: _merged(name, rows) for name in first.scores},
            "smells": dict(sum((Counter(row.smells) for row in rows), Counter[str]())),
            "suite_smells": tuple(dict.fromkeys(smell for row in rows for smell in row.suite_smells)),
            "unmatched": tuple(one for one in first.unmatched if all(one in row.unmatched for row in rows)),
            "quality_by_repeat": tuple(quality for row in rows for quality in row.quality_by_repeat),
        }
    )


def _merged(name: str, rows: Sequence[StoryScore]) -> Score:
    scores = [row.scores[name] for row in rows]
    values = [score.value for score in scores if score.value is not None]
    if not values:
        return scores[0]
    worst = min(scores, key=lambda score: float("inf") if score.value is None else score.value)
    reason = f"mean of {len(values)} repeats; of one: {worst.reason}" if worst.reason else ""
    return measure(name, sum(values) / len(values), reason or f"mean of {len(values)} repeats")


def _suite_scores(
    story: StoryText,
    suite: SuiteText,
    references: Sequence[TestCase] | None,
    generation: Generation,
    weights: Mapping[str, float],
    scores: dict[str, Score],
) -> list[CaseScore]:
    """Add to `scores` what every scorer says of the suite, and give what they say of each case.

    Without a valid suite every scorer says 0.
    """
    if not suite.cases:
        reason = f"no valid suite: {generation.failure}"
        scores |= {name: measure(name, 0.0, reason) for name in (*SCORERS, QUALITY)}
        return []
    by_case: dict[str, list[float]] = {}
    for name, scorer in SCORERS.items():
        if isinstance(scorer, CaseScorer):
            findings = scorer.of_cases(story, suite)
            by_case[name] = [finding.value for finding in findings]
            scores[name] = scorer.total(findings)
    by_case[QUALITY] = _case_quality(by_case, weights)
    suite.computed = by_case[QUALITY]
    for name, scorer in SCORERS.items():
        if name not in scores:
            scores[name] = scorer(story, suite, references)
    scores[QUALITY] = composite(scores, weights)
    return _case_rows(suite, generation, by_case)


def _case_quality(by_case: Mapping[str, Sequence[float]], weights: Mapping[str, float]) -> list[float]:
    """The weighted mean of the scorers of cases, for each case; the plain mean where none has a weight."""
    shares = {name: weights.get(name, 0.0) for name in by_case}
    if not any(shares.values()):
        shares = dict.fromkeys(by_case, 1.0)
    total = sum(shares.values())
    columns = [[value * share for value in by_case[name]] for name, share in shares.items() if share]
    return [sum(values) / total for values in zip(*columns, strict=True)]


def _case_rows(
    suite: SuiteText, generation: Generation, by_case: Mapping[str, Sequence[float]]
) -> list[CaseScore]:
    assumptions: dict[int, list[Assumption]] = {}
    for one in suite.assumptions:
        assumptions.setdefault(one.position, []).append(one)
    return [
        CaseScore(
            story_id=generation.story_id,
            cell=generation.cell,
            repeat=generation.repeat,
            position=case.position,
            type=case.case.type,
            scores={name: values[case.position - 1] for name, values in by_case.items()},
            smells=tuple(suite.smells_of(case)),
            assumptions=tuple(assumptions.get(case.position, ())),
        )
        for case in suite.cases
    ]


def _story_score(
    story: UserStory,
    generation: Generation,
    suite: SuiteText,
    scores: dict[str, Score],
    unmatched: tuple[str, ...],
) -> StoryScore:
    failed = [attempt for attempt in generation.attempts if attempt.as_it_came is not Outcome.OK]
    return StoryScore(
        story_id=story.id,
        cell=generation.cell,
        difficulty=story.difficulty,
        domain=story.domain,
        subset=story.subset,
        category=story.category,
        backlog=story.backlog,
        story_issues=tuple(dict.fromkeys(issue.criterion for issue in story.story_issues)),
        outcome=generation.failure or Outcome.OK,
        first_attempt_ok=generation.first_attempt_ok,
        attempts=len(generation.attempts),
        failed_attempts=tuple(attempt.as_it_came for attempt in failed),
        problem=failed[-1].detail or "; ".join(failed[-1].repairs) if failed else "",
        scores=scores,
        smells=dict(Counter(smell.rule for smell in suite.smells)),
        suite_smells=tuple(suite.smells_of(None)),
        unmatched=unmatched,
        quality_by_repeat=() if (quality := scores[QUALITY].value) is None else (quality,),
    )
