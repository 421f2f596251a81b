"""What a judge said of a suite: every answer with its evidence, and the scores that follow from them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from casewright.records.base import Record
from casewright.records.generations import Attempt, Cell, Outcome

JUDGED_SCALE = (1.0, 5.0)
"""The worst and the best score that a judge can give."""

JudgedScore = Annotated[float, Field(ge=JUDGED_SCALE[0], le=JUDGED_SCALE[1], allow_inf_nan=False)]
Rate = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
JudgeEngine = Literal["native", "deepeval"]


class JudgeCriterion(StrEnum):
    """What a suite is judged by."""

    RELEVANCE = "relevance"
    COMPLETENESS = "completeness"
    PRECONDITION_QUALITY = "precondition_quality"
    STEP_SPECIFICITY = "step_specificity"
    RESULT_CLARITY = "result_clarity"


class Answer(Record):
    """One question of the checklist, answered."""

    question: str
    """The question's name, `<criterion>.<what it asks about>`."""
    verdict: Literal["yes", "no"]
    evidence: str
    """What the judge quoted before it answered."""
    grounded: bool
    """Whether the evidence really stands in the story or the suite."""

    @property
    def counts(self) -> bool:
        """Whether it is a yes that the evidence bears out: no other counts as one."""
        return self.verdict == "yes" and self.grounded


class JudgeSample(Record):
    """One time that a judge looked at a suite."""

    number: int
    """From 1."""
    order: tuple[int, ...]
    """Positions of the test cases, from 1, in the order in which they were shown."""
    attempts: tuple[Attempt, ...]
    answers: tuple[Answer, ...] = ()
    """None where the engine asks for a score and not for answers."""
    scores: dict[JudgeCriterion, JudgedScore] = Field(default_factory=dict)
    reasons: dict[JudgeCriterion, str] = Field(default_factory=dict)
    """Why, in the judge's words, where the engine asks for them."""
    failure: Outcome | None = None


class CriterionScore(Record):
    """What the samples came to on one criterion."""

    score: JudgedScore
    """Mean over the samples."""
    lowest: JudgedScore
    highest: JudgedScore
    samples: int
    """Those that answered."""

    @property
    def spread(self) -> float:
        """Between the lowest and the highest sample."""
        return self.highest - self.lowest


class Judgement(Record):
    """What a judge made of one suite. Reproducible content only."""

    story_id: str
    cell: Cell
    repeat: int = 0
    """Which of the story's generations was judged, 0 for the first."""
    judge: str
    judge_digest: str
    prompt_hash: str
    """Of the template and of the checklist."""
    engine: JudgeEngine = "native"
    samples: tuple[JudgeSample, ...] = ()
    scores: dict[JudgeCriterion, CriterionScore] = Field(default_factory=dict)
    """None where no sample could be used."""
    no_suite: Outcome | None = None
    """Why there was nothing to judge."""

    @property
    def failure(self) -> Outcome | None:
        """How the last sample failed, where no sample could be used."""
        return None if self.scores or not self.samples else self.samples[-1].failure


class RateEstimate(Record):
    """A share of trials with its 95 % interval, exact (Clopper-Pearson) where the trials are independent."""

    hits: int
    trials: int
    rate: Rate | None
    interval: tuple[float, float] | None


class CriterionValidation(Record):
    """How well a judge tells good suites from damaged ones by one criterion."""

    true_positive: RateEstimate
    """Reference suites that it passed."""
    true_negative: RateEstimate
    """Suites damaged in what the criterion is about that it did not pass."""
    by_damage: Mapping[str, RateEstimate]
    """True negatives by what was done to the suite."""
    enters_choice: bool
    reason: str
    """Why it does or does not."""


class JudgeValidation(Record):
    """Whether a judge earned its say."""

    judge: str
    judge_digest: str
    prompt_hash: str
    stories: int
    min_tnr: float
    passing_score: float
    failed_trials: int
    """Trials in which the judge gave no usable answer: it passed nothing there, and caught nothing."""
    true_positive: RateEstimate
    """Over all criteria; its interval is that of trials that share stories."""
    true_negative: RateEstimate
    criteria: dict[JudgeCriterion, CriterionValidation]
    self_agreement: Rate | None
    self_alpha: float | None
    grounded_evidence: Rate | None
    enters_choice: bool
    """Whether every criterion does."""
    reason: str


class TrialJudgement(Record):
    """What a judge said of a suite of which it is known whether it is good."""

    criterion: JudgeCriterion | None
    """What the suite was damaged in; None for a reference."""
    damage: str
    judgement: Judgement


class JudgeStatus(Record):
    """What the judge stage did, or why it did nothing."""

    judge: str | None = None
    engine: JudgeEngine = "native"
    judge_digest: str | None = None
    prompt_hash: str | None = None
    samples: int = 0
    judgements: int = 0
    """Suites that were given to the judge."""
    failed: int = 0
    """Those of which no sample could be used."""
    self_agreement: Rate | None = None
    """Share of pairs of samples that answer a question alike."""
    self_alpha: float | None = None
    """The same beyond chance: Krippendorff's alpha, nominal, -1 to 1."""
    grounded_evidence: Rate | None = None
    """Share of answers whose evidence is a quote."""
    family_warning: str | None = None
    enters_choice: bool = False
    """Whether the choice may look at judged metrics."""
    reason: str
    """All this in one line."""
