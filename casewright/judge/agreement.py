"""How far a judge agrees with itself, and how much of its evidence is there."""

from collections import Counter
from collections.abc import Iterable
from typing import Self

from casewright.records.judgements import Judgement


class Consistency:
    """What the answers of a judge have in common over its samples; counted as judgements go by."""

    def __init__(self) -> None:
        self._grounded = self._answers = 0
        self._patterns: Counter[tuple[int, int]] = Counter()
        """Questions that several samples answered, by how many said yes and how many said no."""

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Self:
        """That of some judgements."""
        found = cls()
        for judgement in judgements:
            found.add(judgement)
        return found

    def add(self, judgement: Judgement) -> None:
        """Count the answers of one judgement in."""
        said: dict[str, list[bool]] = {}
        for sample in judgement.samples:
            for answer in sample.answers:
                said.setdefault(answer.question, []).append(answer.verdict == "yes")
                self._grounded += answer.grounded
                self._answers += 1
        for answers in said.values():
            if len(answers) > 1:
                self._patterns[sum(answers), len(answers) - sum(answers)] += 1

    @property
    def share_equal(self) -> float | None:
        """Share of pairs of samples that answer a question alike, 0-1; None without two samples."""
        equal = sum(n * (yes * (yes - 1) + no * (no - 1)) for (yes, no), n in self._patterns.items())
        pairs = sum(n * (yes + no) * (yes + no - 1) for (yes, no), n in self._patterns.items())
        return equal / pairs if pairs else None

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha of the answers, nominal, -1 to 1: agreement beyond chance.

        Worked out from counts, because a run has too many answers to hold; None where all answers are one.
        """
        yeses = sum(n * yes for (yes, _), n in self._patterns.items())
        noes = sum(n * no for (_, no), n in self._patterns.items())
        if not yeses or not noes:
            return None
        apart = sum(n * 2 * yes * no / (yes + no - 1) for (yes, no), n in self._patterns.items())
        return 1 - apart * (yeses + noes - 1) / (2 * yeses * noes)

    @property
    def grounded(self) -> float | None:
        """Share of answers whose evidence is a quote, 0-1; None without answers."""
        return self._grounded / self._answers if self._answers else None
