"""Where the time of a request goes: the parts of the service, each alone in this process, on one core."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from typing import Any

from bench import service_world as world
from bench.fixed_server import SUITE
from bench.service_texts import shipped_unlike
from casewright.analysis import StoryText
from casewright.assumptions import find_assumptions
from casewright.generation import ModelWriter
from casewright.ollama import ModelInfo, OllamaServer
from casewright.params import load_params
from casewright.parsing import parse_suite
from casewright.prompts import load_prompt
from casewright.records import TestCase, UserStory
from casewright.scrubbing import Scrubbing
from casewright.smells import read_suite
from service.story import StoryRequest, clean_story

CALLS = 1000


def parts_ms() -> dict[str, float]:
    """Milliseconds a request, by part."""
    core, other = world.cores()
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        return _in_process() | asyncio.run(_calls(other))
    finally:
        os.sched_setaffinity(0, before)


def _in_process() -> dict[str, float]:
    params = load_params(world.ROOT / "params.yaml")
    prompt = load_prompt(world.PROMPT, world.ROOT / "prompts")
    stories = list(islice(shipped_unlike(), CALLS))
    requests = [
        StoryRequest(user_story=one.story, acceptance_criteria=one.acceptance_criteria) for one in stories
    ]
    cases, scrubbing = parse_suite(SUITE).test_cases, Scrubbing(params.clean)
    return {
        "cleaning, story and criteria": _ms(lambda one: clean_story(one, scrubbing), requests),
        "cleaning, story alone": _ms(
            lambda one: clean_story(one, scrubbing),
            [one.model_copy(update={"acceptance_criteria": ()}) for one in requests],
        ),
        "prompt": _ms(prompt.messages, stories),
        "reading the answer": _ms(parse_suite, [SUITE] * CALLS),
        "smells and assumptions": _ms(lambda one: _read(one, cases), stories),
    }


def _read(story: UserStory, cases: Sequence[TestCase]) -> Any:
    text = StoryText(story)
    return find_assumptions(text, read_suite(text, cases))


def _ms(work: Callable[[Any], Any], items: Sequence[Any]) -> float:
    for item in islice(cycle(items), 100):
        work(item)
    begin = time.process_time()
    for item in items:
        work(item)
    return 1e3 * (time.process_time() - begin) / len(items)


async def _calls(other: int) -> dict[str, float]:
    """The client's processor time for a chat, with and without what is around it."""
    command = [sys.executable, "-m", "bench.fixed_server"]
    with subprocess.Popen(command, cwd=world.ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            os.sched_setaffinity(process.pid, {other})
            assert process.stdout is not None
            host = process.stdout.readline().strip()
            return {"asking the model: prompt, official client, reading": await _chats_ms(host)}
        finally:
            process.kill()


async def _chats_ms(host: str) -> float:
    params = load_params(world.ROOT / "params.yaml")
    prompt = load_prompt(world.PROMPT, world.ROOT / "prompts")
    model = ModelInfo(world.MODEL, world.DIGEST, None, None)
    stories = list(islice(shipped_unlike(), CALLS))
    async with OllamaServer(params.ollama, host=host) as server:
        writer = ModelWriter(server, model, prompt, params.generate)
        for one in stories[:100]:
            await writer.generate(one, [], 0.0)
        begin = time.process_time()
        for one in stories:
            await writer.generate(one, [], 0.0)
        return 1e3 * (time.process_time() - begin) / CALLS


if __name__ == "__main__":
    print(json.dumps(parts_ms(), indent=2))
