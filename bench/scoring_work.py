"""Stories, references and generations of any number for `bench.scoring`: seeded, and no text like another.

Each story is a shipped one, its suite that of the rule-based generator or of the reference. In all of them
every fourth word of four letters or more is a made-up one, chosen anew for each story from a vocabulary of
20,000 of which some are frequent and most are rare. So hardly any text is like another, and what is
remembered of words helps as much as it does in a real language.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from casewright.baseline import write_cases
from casewright.files import read_json, write_json
from casewright.records import (
    Attempt,
    AttemptTiming,
    Cell,
    CellConditions,
    Generation,
    Outcome,
    ReferenceSuite,
    TestCase,
    Timing,
    UserStory,
)
from stages.score import Inputs

CELL = Cell(model="made-up", prompt="bench")
_WORD = re.compile(r"(?<![\w/])[a-z]{4,}\b")
_VOCABULARY = 20_000
_SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "si", "to", "vu", "ze", "fal", "gim", "hon", "jur", "pel")


def write_work(folder: Path, stories: int, seed: int = 1) -> Inputs:
    """Write what `generate` and the stages before it leave for so many stories."""
    inputs = Inputs(
        folder / "stories.jsonl",
        folder / "references.jsonl",
        folder / "generations",
        folder / "timings",
        folder / "judgements",
    )
    inputs.generations.mkdir(parents=True)
    inputs.timings.mkdir()
    content, measured = (path / f"{CELL.slug}.jsonl" for path in (inputs.generations, inputs.timings))
    with (
        inputs.stories.open("w") as told, inputs.references.open("w") as known,
        content.open("w") as made, measured.open("w") as timed,
    ):  # fmt: skip
        for story, reference, generation, timing in rows(stories, seed):
            told.write(f"{story.model_dump_json()}\n")
            known.write(f"{reference.model_dump_json()}\n")
            made.write(f"{generation.model_dump_json()}\n")
            timed.write(f"{timing.model_dump_json()}\n")
    write_json(inputs.judgements / "status.json", {"reason": "nothing is judged"})
    write_json(inputs.timings / f"{CELL.slug}.conditions.json", _conditions().model_dump(mode="json"))
    return inputs


def rows(stories: int, seed: int) -> Iterator[tuple[UserStory, ReferenceSuite, Generation, Timing]]:
    """One story after the other with what belongs to it."""
    shipped = [UserStory.model_validate(one) for one in read_json(Path("data/raw/stories.json"))]
    references = {
        one["story_id"]: ReferenceSuite.model_validate(one)
        for one in read_json(Path("data/raw/references.json"))
    }
    rng = random.Random(seed)
    for number in range(stories):
        model = shipped[number % len(shipped)]
        swap = _Swap(rng)
        story = model.model_copy(
            update={
                "id": f"B-{number}",
                "story": swap(model.story)[:500],
                "acceptance_criteria": tuple(map(swap, model.acceptance_criteria)),
            }
        )
        reference = tuple(_swapped(case, swap) for case in references[model.id].test_cases)
        suite = reference if number % 2 else tuple(_swapped(case, swap) for case in write_cases(model))
        yield (
            story,
            ReferenceSuite(story_id=story.id, test_cases=reference),
            _generation(story.id, suite),
            _timing(story.id),
        )


class _Swap:
    """Puts made-up words in the place of some, the same ones throughout one story."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._words: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        return _WORD.sub(lambda match: self._word(match[0]), text)

    def _word(self, word: str) -> str:
        if word not in self._words:
            self._words[word] = self._made_up() if self._rng.random() < 0.25 else word
        return self._words[word]

    def _made_up(self) -> str:
        rank = int(self._rng.paretovariate(0.5)) % _VOCABULARY
        letters = random.Random(rank)
        return "".join(letters.choices(_SYLLABLES, k=letters.randint(2, 4)))


def _swapped(case: TestCase, swap: _Swap) -> TestCase:
    return case.model_copy(
        update={
            "title": swap(case.title)[:200],
            "preconditions": tuple(swap(text)[:300] for text in case.preconditions),
            "steps": tuple(swap(text)[:300] for text in case.steps),
            "expected_result": swap(case.expected_result)[:600],
        }
    )


def _generation(story_id: str, suite: tuple[TestCase, ...]) -> Generation:
    attempt = Attempt(number=1, seed=42, outcome=Outcome.OK, raw_text="")
    return Generation(
        story_id=story_id,
        cell=CELL,
        model_digest="0" * 12,
        prompt_hash="0" * 12,
        attempts=(attempt,),
        test_cases=suite,
    )


def _timing(story_id: str) -> Timing:
    attempt = AttemptTiming(
        number=1, wall_s=1.0, prompt_s=0.1, generation_s=0.9, tokens_in=300, tokens_out=700
    )
    return Timing(story_id=story_id, cell=CELL, started_s=0.0, finished_s=1.0, attempts=(attempt,))


def _conditions() -> CellConditions:
    return CellConditions(
        cell=CELL,
        host="none",
        server_version=None,
        model_digest="0" * 12,
        model_digest_after="0" * 12,
        options={},
        concurrency=1,
        span_s=None,
        model_memory_mb=None,
        cpu_percent=None,
        peak_memory_mb=0.0,
    )
