"""Suites by a logged configuration: the same cleaning, the same rules and the same calls as measured."""

import asyncio
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from casewright.baseline import RULES_DIGEST
from casewright.choice import Choice
from casewright.cleaning import clean_story
from casewright.errors import DataError, ServerError
from casewright.examples import ExamplePicker
from casewright.files import read_json
from casewright.generation import ModelWriter, generate_by_rule
from casewright.ollama import OllamaServer
from casewright.params import CleanParams, GenerateParams, OllamaParams
from casewright.paths import INDEX
from casewright.prompts import PROMPTS, Prompt, load_prompt
from casewright.records import Generation, UserStory
from casewright.retrieval import Retriever
from casewright.scrubbing import Scrubbing


@dataclass(frozen=True)
class SuiteWriter:
    """A logged configuration, ready to write."""

    choice: Choice
    clean: CleanParams
    ollama: OllamaParams
    prompt: Prompt | None
    """None: the baseline, which takes no prompt."""
    retriever: Retriever | None
    examples: ExamplePicker | None

    @classmethod
    def load(cls, folder: str) -> Self:
        """What was logged in `folder`.

        Raises:
            DataError: the rules here are not those measured, or what the prompt shows was not logged.

        """
        root = Path(folder)
        choice = Choice.model_validate(read_json(root / "choice.json"))
        name = choice.cell.prompt
        if name is None and choice.model_digest != RULES_DIGEST:
            raise DataError(
                f"model {choice.name!r}: the rules that Python found in {Path(__file__).parents[1]} are not "
                "those measured; load it where no other version of casewright is imported"
            )
        prompt = load_prompt(name, root / PROMPTS.name) if name else None
        index = root / INDEX.name
        if prompt and (prompt.uses_passages or prompt.uses_examples) and not index.is_dir():
            raise DataError(
                f"prompt {name!r}: it shows other stories, which were not logged; set report.log_stories: "
                "true in params.yaml and run `make publish`"
            )
        return cls(
            choice=choice,
            clean=CleanParams.model_validate(read_json(root / "clean.json")),
            ollama=OllamaParams.model_validate(read_json(root / "ollama.json")),
            prompt=prompt,
            retriever=Retriever.load(index) if prompt and prompt.uses_passages else None,
            examples=ExamplePicker.load(index) if prompt and prompt.uses_examples else None,
        )

    def write(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
        """A suite for each row: `outcome`, and `test_cases` as JSON.

        Raises:
            ServerError: the server or the model is not there, or is not the one that was measured.
            ValueError: a row is no story.

        """
        stories = [self._story(row) for row in rows]
        if self.prompt is None:
            written = [generate_by_rule(story, time.perf_counter())[0] for story in stories]
        else:
            with ThreadPoolExecutor(1) as other:  # a notebook's thread has an event loop already
                written = other.submit(asyncio.run, self._ask(self.prompt, stories)).result()
        return [_answer(generation) for generation in written]

    def _story(self, row: Mapping[str, Any]) -> UserStory:
        fields = {"story": row["story"], "acceptance_criteria": _criteria(row.get("acceptance_criteria"))}
        return clean_story(fields, Scrubbing(self.clean))[0]

    async def _ask(self, prompt: Prompt, stories: Sequence[UserStory]) -> list[Generation]:
        settings = GenerateParams.model_validate(self.choice.generate)
        name, measured = self.choice.cell.model, self.choice.model_digest
        async with OllamaServer(self.ollama, concurrency=settings.concurrency) as server:
            model = await server.describe(name)
            if model.digest != measured:
                raise ServerError(
                    f"model {name!r} on {server.host} is not the one that was measured (digest "
                    f"{model.digest[:12]}, measured {measured[:12]}); measure it with `dvc repro`"
                )
            writer = ModelWriter(server, model, prompt, settings)
            slots = asyncio.Semaphore(settings.concurrency)

            async def one(story: UserStory) -> Generation:
                async with slots:
                    return await self._one(writer, settings, story)

            return list(await asyncio.gather(*map(one, stories)))

    async def _one(self, writer: ModelWriter, settings: GenerateParams, story: UserStory) -> Generation:
        budget = settings.examples.model_dump()
        passages = self.retriever.nearest(story, self.choice.passages_per_story) if self.retriever else []
        examples = self.examples.pick(story, **budget) if self.examples else []
        return (await writer.generate(story, passages, time.perf_counter(), examples))[0]


def _criteria(value: Any) -> list[str]:
    """The criteria of a row; a row without any has NaN in a data frame where another one has some."""
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, Iterable) else []


def _answer(generation: Generation) -> dict[str, str]:
    cases = [case.model_dump(mode="json") for case in generation.test_cases]
    outcome = generation.failure.value if generation.failure else "ok"
    return {"outcome": outcome, "test_cases": json.dumps(cases, ensure_ascii=False)}
