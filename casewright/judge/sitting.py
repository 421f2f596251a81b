"""A judge at work: suites in, files of judgements out, in the suites' order."""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from casewright.files import write_json
from casewright.jsonl import Spool
from casewright.judge.judging import Exhibit, Judge, Looked, judged
from casewright.judge.trials import Trial
from casewright.judge.validation import validate
from casewright.params import JudgeParams
from casewright.progress import Progress
from casewright.records import AttemptTiming, Record
from casewright.records.judgements import Judgement, JudgeValidation, TrialJudgement

CHECK = "validation"
"""The file with what the judge is worth, and the folder with what that rests on."""


class _Took(NamedTuple):
    attempts: Sequence[AttemptTiming]


@dataclass(frozen=True)
class Sitting:
    """One judge, and where what it says goes."""

    judge: Judge
    params: JudgeParams
    workers: int
    """Calls at once."""
    progress: Progress
    folder: Path

    async def hear(
        self, name: str, exhibits: Iterable[Exhibit], total: int, keep: Callable[[int, Judgement], Record]
    ) -> None:
        """Judge suites, and write what `keep` makes of each judgement to `<name>.jsonl`.

        Raises:
            ServerError: no server is left.

        """
        path = self.folder / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        found = judged(self.judge, exhibits, self.params.samples, self.workers, self._seen)
        with Spool(path) as spool, self.progress.cell(name, total * self.params.samples):
            async with contextlib.aclosing(found):
                async for position, judgement in found:
                    spool.put(position, keep(position, judgement))
            spool.finish()

    async def check(self, cases: Sequence[Trial]) -> JudgeValidation | None:
        """Try the judge on suites of which it is known whether they are good; None where there are none.

        Raises:
            ServerError: no server is left.

        """
        if not cases:
            return None
        found: dict[int, Judgement] = {}

        def keep(position: int, judgement: Judgement) -> Record:
            found[position] = judgement
            case = cases[position]
            return TrialJudgement(criterion=case.criterion, damage=case.damage, judgement=judgement)

        await self.hear(f"{CHECK}/trials", (case.exhibit for case in cases), len(cases), keep)
        validation = validate(cases, [found[position] for position in range(len(cases))], self.params)
        write_json(self.folder / f"{CHECK}.json", validation.model_dump(mode="json"))
        return validation

    def _seen(self, looked: Looked) -> None:
        self.progress.add(looked.sample, _Took(looked.attempts))
