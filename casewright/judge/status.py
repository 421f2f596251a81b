"""What is told of a judge beside its judgements."""

from collections.abc import Sequence

from casewright.figures import percent
from casewright.judge.agreement import Consistency
from casewright.judge.judging import Judge
from casewright.records.judgements import Judgement, JudgeStatus, JudgeValidation

NOT_JUDGED = JudgeStatus(
    reason="no judge is set (judge.model in params.yaml), so judged metrics are not measured"
)


class Count:
    """What was judged so far, of all cells."""

    def __init__(self) -> None:
        self.consistency = Consistency()
        self.judgements = self.failed = 0

    def add(self, judgement: Judgement) -> None:
        """Count one in; a story without a suite is no suite that was judged."""
        if judgement.no_suite is None:
            self.consistency.add(judgement)
            self.judgements += 1
            self.failed += judgement.failure is not None


def status(
    judge: Judge, samples: int, count: Count, validation: JudgeValidation | None, warning: str | None
) -> JudgeStatus:
    """The status of a judge that judged."""
    found = JudgeStatus(
        judge=judge.model.name,
        engine=judge.engine,
        judge_digest=judge.model.digest,
        prompt_hash=judge.prompt_hash,
        samples=samples,
        judgements=count.judgements,
        failed=count.failed,
        self_agreement=count.consistency.share_equal,
        self_alpha=count.consistency.alpha,
        grounded_evidence=count.consistency.grounded,
        family_warning=warning,
        enters_choice=validation is not None and validation.enters_choice,
        reason="",
    )
    return found.model_copy(update={"reason": "; ".join(_reasons(found, validation))})


def _reasons(found: JudgeStatus, validation: JudgeValidation | None) -> Sequence[str]:
    told = [f"{found.judge} judged {found.judgements} suites, {found.samples} times each"]
    told += [f"{found.failed} of them without a usable answer"] if found.failed else []
    alpha = "" if found.self_alpha is None else f" (alpha {found.self_alpha:.2f})"
    shares = (
        (found.self_agreement, f"of its answers agree from one time to the next{alpha}"),
        (found.grounded_evidence, "of its evidence is there"),
    )
    told += [f"{percent(share, '.0f')} {what}" for share, what in shares if share is not None]
    told.append(validation.reason if validation else "it was not checked, so it does not enter the choice")
    return [*told, found.family_warning] if found.family_warning else told
