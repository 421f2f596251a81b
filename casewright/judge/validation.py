"""Whether a judge earned its say: how often it passes good suites, and how often it notices damaged ones.

By criterion, a judge enters the choice where it notices at least `judge.min_tnr` of the damaged suites and
can be told from one that guesses: the least that its true-positive rate may be is above the most that its
false-positive rate may be, both by exact 95 % intervals. An agreeable judge fails the first; one that
answers by chance, or that passes nothing, fails the second.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from casewright.figures import percent
from casewright.judge.agreement import Consistency
from casewright.judge.trials import Trial
from casewright.params import JudgeParams
from casewright.records.judgements import (
    CriterionValidation,
    JudgeCriterion,
    Judgement,
    JudgeValidation,
    RateEstimate,
)
from casewright.stats import CONFIDENCE, rate_interval
from casewright.stats.clusters import group, standard_error

_NOISE = 1e-9


def passes(judgement: Judgement, criterion: JudgeCriterion, passing_score: float) -> bool | None:
    """Whether a judge passed a suite by a criterion; None where it gave no usable answer."""
    found = judgement.scores.get(criterion)
    return None if found is None else found.score >= passing_score - _NOISE


def validate(
    trials: Sequence[Trial], judgements: Sequence[Judgement], params: JudgeParams
) -> JudgeValidation:
    """Hold the judgements of the trials, in their order, against what is known of the suites."""
    rows = list(zip(trials, judgements, strict=True))
    verdicts = {
        criterion: [(trial, passes(one, criterion, params.passing_score)) for trial, one in rows]
        for criterion in JudgeCriterion
    }
    criteria = {
        criterion: _validated(
            [passed for trial, passed in seen if trial.criterion is None],
            [(trial.damage, passed) for trial, passed in seen if trial.criterion is criterion],
            params.min_tnr,
        )
        for criterion, seen in verdicts.items()
    }
    failing = [criterion.value for criterion, one in criteria.items() if not one.enters_choice]
    consistency = Consistency.of(judgements)
    first = judgements[0]
    return JudgeValidation(
        judge=first.judge,
        judge_digest=first.judge_digest,
        prompt_hash=first.prompt_hash,
        stories=sum(trial.criterion is None for trial in trials),
        min_tnr=params.min_tnr,
        passing_score=params.passing_score,
        failed_trials=sum(not judgement.scores for judgement in judgements),
        true_positive=_pooled(
            [
                (trial.exhibit.story.id, passed is True)
                for seen in verdicts.values()
                for trial, passed in seen
                if trial.criterion is None
            ]
        ),
        true_negative=_pooled(
            [
                (trial.exhibit.story.id, passed is False)
                for criterion, seen in verdicts.items()
                for trial, passed in seen
                if trial.criterion is criterion
            ]
        ),
        criteria=criteria,
        self_agreement=consistency.share_equal,
        self_alpha=consistency.alpha,
        grounded_evidence=consistency.grounded,
        enters_choice=not failing,
        reason=_reason(failing, criteria),
    )


def _validated(
    good: Sequence[bool | None], damaged: Sequence[tuple[str, bool | None]], min_tnr: float
) -> CriterionValidation:
    """A trial without a usable answer is a hit in neither rate."""
    positive = estimate([passed is True for passed in good])
    negative = estimate([passed is False for _, passed in damaged])
    kinds: dict[str, list[bool]] = {}
    for damage, passed in damaged:
        kinds.setdefault(damage, []).append(passed is False)
    enters, reason = _earned(positive, negative, min_tnr)
    return CriterionValidation(
        true_positive=positive,
        true_negative=negative,
        by_damage={damage: estimate(caught) for damage, caught in sorted(kinds.items())},
        enters_choice=enters,
        reason=reason,
    )


def estimate(hits: Sequence[bool]) -> RateEstimate:
    """A rate with its exact interval."""
    n = len(hits)
    return RateEstimate(
        hits=sum(hits), trials=n, rate=sum(hits) / n if n else None, interval=rate_interval(sum(hits), n)
    )


def _pooled(rows: Sequence[tuple[str, bool]]) -> RateEstimate:
    """A rate over trials that share stories.

    What is said of one story is not independent of each other, so the exact interval is that of as many
    trials as would be worth as much (Korn and Graubard 1998); of as many as stories where nothing varies.
    """
    hits = [hit for _, hit in rows]
    plain = estimate(hits)
    if plain.rate is None:
        return plain
    grouped = group([story for story, _ in rows], len(rows))
    worth = float(grouped.number)
    if grouped.number > 1 and 0 < plain.rate < 1:
        error = standard_error(np.asarray(hits, dtype=float), grouped)
        worth = min(len(rows), plain.rate * (1 - plain.rate) / error**2) if error else len(rows)
    return plain.model_copy(update={"interval": _exact(plain.rate, worth)})


def _exact(rate: float, n: float) -> tuple[float, float]:
    """The Clopper-Pearson interval of a rate over `n` trials, which need be no whole number."""
    from scipy import stats

    tail, hits = (1 - CONFIDENCE) / 2, rate * n
    low = float(stats.beta.ppf(tail, hits, n - hits + 1)) if hits > 0 else 0.0
    high = float(stats.beta.ppf(1 - tail, hits + 1, n - hits)) if hits < n else 1.0
    return (low, high)


def _earned(positive: RateEstimate, negative: RateEstimate, min_tnr: float) -> tuple[bool, str]:
    if positive.interval is None or negative.interval is None or negative.rate is None:
        return False, "not checked: there was no suite to check it on"
    if negative.rate < min_tnr:
        return False, (
            f"it noticed {negative.hits} of {negative.trials} damaged suites "
            f"({percent(negative.rate, '.0f')}); "
            f"judge.min_tnr asks for {percent(min_tnr)}"
        )
    least, most = positive.interval[0], 1 - negative.interval[0]
    if least <= most:
        return False, (
            f"it passed {positive.hits} of {positive.trials} reference suites and noticed {negative.hits} of "
            f"{negative.trials} damaged ones, which cannot be told from guessing"
        )
    return True, (
        f"it passed {positive.hits} of {positive.trials} reference suites and noticed {negative.hits} of "
        f"{negative.trials} damaged ones"
    )


def _reason(failing: Sequence[str], criteria: Mapping[JudgeCriterion, CriterionValidation]) -> str:
    if not failing:
        return "the judge can tell good suites from damaged ones by every criterion"
    first = criteria[JudgeCriterion(failing[0])].reason
    others = ", ".join(failing[1:])
    more = f"; nor does it by {others}" if others else ""
    return f"it does not enter the choice: by {failing[0]}, {first}{more}"
