"""How far a judge agrees with itself, and how much of its evidence is there."""

from collections.abc import Iterable
from typing import Self

from casewright.records.judgements import Judgement


class Consistency:
    """What the answers of a judge have in common over its samples; counted as judgements go by."""

    def __init__(self) -> None:
        self._equal = self._pairs = self._grounded = self._answers = 0

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Self:
        """That of some judgements."""
        found = cls()
        for judgement in judgements:
            found.add(judgement)
        return found

    def add(self, judgement: Judgement) -> None:
        """Count the answers of one judgement in."""
        held: dict[str, list[bool]] = {}
        for sample in judgement.samples:
            for answer in sample.answers:
                held.setdefault(answer.question, []).append(answer.counts)
                self._grounded += answer.grounded
                self._answers += 1
        for answers in held.values():
            yes, no = sum(answers), len(answers) - sum(answers)
            self._equal += (yes * (yes - 1) + no * (no - 1)) // 2
            self._pairs += len(answers) * (len(answers) - 1) // 2

    @property
    def share_equal(self) -> float | None:
        """Share of pairs of samples that answer a question alike, 0-1; None without two samples."""
        return self._equal / self._pairs if self._pairs else None

    @property
    def grounded(self) -> float | None:
        """Share of answers whose evidence is a quote, 0-1; None without answers."""
        return self._grounded / self._answers if self._answers else None
