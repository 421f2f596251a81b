"""What `bench.service` sends and what the model answers: the shipped texts, each made unlike all others.

Two words of the shipped stories go to the end of every text, so that nothing which remembers texts has an
advantage, while the words are those that a client or a model would write.
"""

import json
import random
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from bench.service_world import MODEL, PROMPT, ROOT
from casewright.conversation import model_options
from casewright.params import load_params
from casewright.parsing import response_schema
from casewright.prompts import load_prompt
from casewright.records import STORY_LENGTH, UserStory

_WORD = re.compile(r"\b[a-z]{4,}\b")


def write_bodies(folder: Path, count: int) -> dict[str, Path]:
    """A file for each way to ask, a JSON body a line: the same stories, in `criteria` with their criteria."""
    stories = list(islice(shipped_unlike(), count))
    alone = [story.model_copy(update={"acceptance_criteria": ()}) for story in stories]
    asked = {
        "story": map(_service_body, alone),
        "criteria": map(_service_body, stories),
        "ollama": map(_ollama_body, alone),
        "openai": map(_openai_body, alone),
    }
    return {name: _write(folder / f"{name}.jsonl", bodies) for name, bodies in asked.items()}


def write_answers(path: Path, count: int, cases: int = 4) -> Path:
    """Suites as a model would write them, a text a line: shipped cases, so many a suite."""
    suites = _read("references.json")
    unlike = _varied(1)
    texts = []
    for number in range(count):
        chosen = suites[number % len(suites)]["test_cases"][:cases]
        texts.append(json.dumps({"test_cases": [_case(one, unlike) for one in chosen]}))
    return _write(path, texts)


def _case(case: dict[str, Any], unlike: Callable[[str], str]) -> dict[str, Any]:
    lists = {name: [unlike(text) for text in case[name]] for name in ("preconditions", "steps")}
    return case | lists | {name: unlike(case[name]) for name in ("title", "expected_result")}


def shipped_unlike() -> Iterator[UserStory]:
    """Shipped stories in turn, without end, no text twice."""
    shipped = _read("stories.json")
    unlike = _varied(0)
    number = 0
    while True:
        one = shipped[number % len(shipped)]
        story = unlike(one["story"])[: STORY_LENGTH[1]]
        criteria = tuple(unlike(text) for text in one.get("acceptance_criteria", ()))
        yield UserStory(id=f"US-{number:05d}", story=story, acceptance_criteria=criteria)
        number += 1


def _varied(seed: int) -> Callable[[str], str]:
    words = sorted({word for one in _read("stories.json") for word in _WORD.findall(one["story"])})
    random_ = random.Random(seed)

    def unlike(text: str) -> str:
        return f"{text.rstrip('.')} for {' '.join(random_.choices(words, k=2))}."

    return unlike


def _service_body(story: UserStory) -> dict[str, Any]:
    criteria = {"acceptance_criteria": story.acceptance_criteria} if story.acceptance_criteria else {}
    return {"user_story": story.story, **criteria}


_PROMPT = load_prompt(PROMPT, ROOT / "prompts")
_GENERATE = load_params(ROOT / "params.yaml").generate
_SCHEMA = response_schema()


def _messages(story: UserStory) -> list[dict[str, str]]:
    return [message.as_dict() for message in _PROMPT.messages(story)]


def _ollama_body(story: UserStory) -> dict[str, Any]:
    """What the service sends."""
    return {
        "model": MODEL,
        "messages": _messages(story),
        "stream": True,
        "think": False,
        "format": _SCHEMA,
        "options": model_options(_GENERATE),
        "keep_alive": -1,
    }


def _openai_body(story: UserStory) -> dict[str, Any]:
    """The same for a gateway; without the schema, which gateways treat each in its own way."""
    return {"model": MODEL, "messages": _messages(story), "temperature": 0.0, "seed": 42, "max_tokens": 4096}


def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((ROOT / "data" / "raw" / name).read_text(encoding="utf-8"))
    return found


def _write(path: Path, values: Any) -> Path:
    path.write_text("".join(f"{json.dumps(value)}\n" for value in values), encoding="utf-8")
    return path
