import asyncio
import json
import time
from typing import Any

import pytest

from casewright import conversation
from casewright.baseline import RULES_DIGEST, write_cases
from casewright.conversation import model_options
from casewright.generation import BASELINE_CELL, ModelWriter, generate_by_rule
from casewright.ollama import ModelInfo, OllamaServer
from casewright.params import GenerateParams
from casewright.parsing import response_schema
from casewright.prompts import load_prompt
from casewright.records import Cell, Generation, Outcome, Timing, UserStory
from tests.conftest import ROOT, server_params
from tests.fake_models import MODELS
from tests.fake_ollama import FakeOllama

OUTCOMES = {
    "llama3.2:1b": Outcome.OK,
    "llama3.2:3b": Outcome.OK,
    "llama3.2:latest": Outcome.OK,
    "no-counters": Outcome.OK,
    "slow-load": Outcome.OK,
    "digest-changes": Outcome.OK,
    "fenced": Outcome.OK,
    "mendable": Outcome.OK,
    "not-json": Outcome.NOT_JSON,
    "stop-word": Outcome.NOT_JSON,
    "empty": Outcome.NOT_JSON,
    "thinking-only": Outcome.NOT_JSON,
    "lone-surrogate": Outcome.NOT_JSON,
    "violation": Outcome.SCHEMA_VIOLATION,
    "bad-then-good": Outcome.SCHEMA_VIOLATION,
    "truncated": Outcome.TRUNCATED,
    "blank-loop": Outcome.ABORTED,
    "ten-megabytes": Outcome.ABORTED,
    "babbling": Outcome.ABORTED,
    "aborted": Outcome.ABORTED,
    "no-done": Outcome.ABORTED,
    "slow-headers": Outcome.TIMEOUT,
    "slow-body": Outcome.TIMEOUT,
    "dripping": Outcome.TIMEOUT,
    "flaky-500": Outcome.SERVER_ERROR,
    "always-500": Outcome.SERVER_ERROR,
    "busy": Outcome.SERVER_ERROR,
    "html-error": Outcome.SERVER_ERROR,
    "list-error": Outcome.SERVER_ERROR,
    "midstream-error": Outcome.SERVER_ERROR,
    "bad-line": Outcome.SERVER_ERROR,
    "reset": Outcome.SERVER_ERROR,
    "load-failure": Outcome.SERVER_ERROR,
}
"""What one attempt of each model of the fake comes to."""


@pytest.fixture
def pauses(monkeypatch) -> list[int]:
    """The attempts after which a pause was made; the pause itself is none."""
    made: list[int] = []
    monkeypatch.setattr(conversation, "_pause_s", lambda number: made.append(number) or 0)
    return made


def settings(**changes: Any) -> GenerateParams:
    """The shipped settings of the stage, with changes."""
    usual = {
        "max_attempts": 3,
        "concurrency": 2,
        "seed": 42,
        "temperature": 0.0,
        "retry_temperature": 0.3,
        "num_ctx": 8192,
        "num_predict": 4096,
        "repeat_penalty": 1.0,
    }
    return GenerateParams.model_validate(usual | changes)


def write_all(
    ollama: FakeOllama,
    models: list[str],
    story: UserStory,
    limits: dict[str, Any] | None = None,
    **changes: Any,
) -> list[tuple[Generation, Timing]]:
    """What each model makes of the story, all at once."""
    prompt = load_prompt("basic", ROOT / "prompts")
    epoch = time.perf_counter()

    async def all_at_once() -> list[tuple[Generation, Timing]]:
        async with OllamaServer(
            server_params(ollama.host, **limits or {}), concurrency=len(models)
        ) as server:
            writers = [
                ModelWriter(
                    server, ModelInfo(model, f"digest of {model}", None, None), prompt, settings(**changes)
                )
                for model in models
            ]
            return await asyncio.gather(*(writer.generate(story, (), epoch) for writer in writers))

    return asyncio.run(all_at_once())


def write(ollama: FakeOllama, model: str, story: UserStory, **changes: Any) -> tuple[Generation, Timing]:
    """What one model makes of the story."""
    return write_all(ollama, [model], story, **changes)[0]


# ---- attempts


def test_every_kind_of_answer_has_its_outcome(story):
    """Each model of the fake, good or broken, comes to the outcome that its behaviour has by design."""
    with FakeOllama(slots=len(MODELS)) as ollama:
        limits = {"token_timeout_s": 1.5, "attempt_timeout_s": 3}
        written = write_all(ollama, list(MODELS), story, limits, max_attempts=1)

    assert {generation.cell.model: generation.attempts[0].outcome for generation, _ in written} == OUTCOMES
    for generated, timing in written:
        ok = generated.attempts[0].outcome is Outcome.OK
        assert bool(generated.test_cases) is ok
        assert generated.failure is (None if ok else generated.attempts[0].outcome)
        assert bool(generated.attempts[0].detail) is not ok
        assert "\n" not in generated.attempts[0].detail
        assert timing.latency_s >= 0
        assert Generation.model_validate_json(generated.model_dump_json()) == generated


def test_a_right_answer_takes_one_attempt(ollama, story):
    """The suite, the model, the prompt and what was asked of it are all in the record."""
    generated, timing = write(ollama, "llama3.2:3b", story)

    assert generated.first_attempt_ok
    assert len(ollama.chats) == len(generated.attempts) == len(timing.attempts) == 1
    assert 3 <= len(generated.test_cases) <= 6
    assert generated.cell == timing.cell == Cell(model="llama3.2:3b", prompt="basic")
    assert generated.story_id == timing.story_id == story.id
    assert generated.model_digest == "digest of llama3.2:3b"
    assert generated.prompt_hash == load_prompt("basic", ROOT / "prompts").hash
    assert json.loads(generated.attempts[0].raw_text)["test_cases"][0]["id"] == "TC-001"
    assert generated.attempts[0].done_reason == "stop"


@pytest.mark.parametrize("model", ["fenced", "mendable"])
def test_an_answer_that_was_mended_is_used_and_is_not_compliant(ollama, story, model):
    """What had to be done to it is on record, nobody is asked again, and it is no first-attempt success."""
    generated, _ = write(ollama, model, story)

    assert len(generated.attempts) == 1
    assert generated.test_cases
    assert generated.attempts[0].repairs
    assert not generated.first_attempt_ok


@pytest.mark.parametrize(("mode", "sent"), [("schema", response_schema()), ("json", "json"), ("none", None)])
def test_the_format_on_the_wire_is_the_one_asked_for(ollama, story, mode, sent):
    """`generate.format` decides to what the server holds the answer."""
    write(ollama, "llama3.2:3b", story, format=mode)

    assert ollama.chats[0].get("format") == sent


def test_a_wrong_answer_is_shown_to_the_model_with_what_is_wrong(ollama, story):
    """The second attempt repeats the question, then the model's own answer, then the problem with it."""
    generated, _ = write(ollama, "bad-then-good", story)

    assert [attempt.outcome for attempt in generated.attempts] == [Outcome.SCHEMA_VIOLATION, Outcome.OK]
    assert generated.failure is None
    assert not generated.first_attempt_ok
    first, second = (body["messages"] for body in ollama.chats)
    answer, correction = second[len(first) :]
    assert second[: len(first)] == first
    assert answer == {"role": "assistant", "content": generated.attempts[0].raw_text}
    assert correction["role"] == "user"
    assert "test_cases.0.steps: Field required" in correction["content"]


def test_only_the_last_wrong_answer_is_shown(ollama, story):
    """The conversation does not grow with every attempt, so it cannot push the story out of the context."""
    write(ollama, "violation", story)

    assert [len(body["messages"]) for body in ollama.chats] == [2, 4, 4]


def test_later_attempts_differ(ollama, story):
    """Each attempt has its own seed, and all but the first the retry temperature; the rest is the same."""
    write(ollama, "violation", story)

    options = [body["options"] for body in ollama.chats]
    assert [(each.pop("seed"), each.pop("temperature")) for each in options] == [
        (42, 0.0),
        (43, 0.3),
        (44, 0.3),
    ]
    assert options == [{"num_ctx": 8192, "num_predict": 4096, "repeat_penalty": 1.0}] * 3
    assert all(body["format"] == response_schema() for body in ollama.chats)


def test_an_empty_answer_is_answered_too(ollama, story):
    """A model that says nothing is told so, and its silence is in the record each time."""
    generated, _ = write(ollama, "empty", story)

    assert [attempt.outcome for attempt in generated.attempts] == [Outcome.NOT_JSON] * 3
    assert "got ''" in ollama.chats[2]["messages"][-1]["content"]


def test_a_story_that_never_works_stays_as_a_failure(ollama, story):
    """After the last attempt there is a record with no suite, the last outcome and every attempt."""
    generated, timing = write(ollama, "violation", story, max_attempts=4)

    assert generated.failure is Outcome.SCHEMA_VIOLATION
    assert generated.test_cases == ()
    assert [attempt.number for attempt in generated.attempts] == [1, 2, 3, 4]
    assert [attempt.seed for attempt in generated.attempts] == [42, 43, 44, 45]
    assert [attempt.number for attempt in timing.attempts] == [1, 2, 3, 4]
    assert all(attempt.raw_text for attempt in generated.attempts)


def test_a_server_error_is_waited_out(ollama, story, pauses):
    """After a server error comes a pause, and the same question again without a correction."""
    generated, timing = write(ollama, "flaky-500", story)

    assert [attempt.outcome for attempt in generated.attempts] == [Outcome.SERVER_ERROR, Outcome.OK]
    assert pauses == [1]
    assert ollama.chats[0]["messages"] == ollama.chats[1]["messages"]
    assert len(timing.attempts) == 2


def test_there_is_no_pause_after_the_last_attempt(ollama, story, pauses):
    """Nobody waits for a server that is not asked again."""
    generated, _ = write(ollama, "always-500", story)

    assert generated.failure is Outcome.SERVER_ERROR
    assert pauses == [1, 2]


@pytest.mark.parametrize("model", ["truncated", "aborted", "blank-loop"])
def test_an_answer_that_has_no_end_is_asked_for_again_as_it_was(ollama, story, pauses, model):
    """A cut or looping answer is no wrong answer: it is not shown again, and there is no pause."""
    generated, _ = write(ollama, model, story, max_attempts=2)

    assert [len(body["messages"]) for body in ollama.chats] == [2, 2]
    assert len(generated.attempts) == 2
    assert pauses == []


def test_pauses_grow_and_are_bounded():
    """Pauses double from half a second, with jitter, up to a limit."""
    assert all(0.25 <= conversation._pause_s(1) <= 0.5 for _ in range(20))
    assert all(1 <= conversation._pause_s(3) <= 2 for _ in range(20))
    assert all(4 <= conversation._pause_s(10) <= conversation.LONGEST_PAUSE_S for _ in range(20))


def test_an_answer_that_went_into_thinking_says_so(ollama, story):
    """A thinking model's empty answer is told from a silent one."""
    generated, _ = write(ollama, "thinking-only", story, max_attempts=1)

    assert "characters went into thinking" in generated.attempts[0].detail
    assert generated.attempts[0].thinking


# ---- reproducibility and measurement


def test_the_same_question_gives_the_same_record(story):
    """Content holds nothing that was measured: a second run, on a new server, writes the same bytes."""
    records = []
    for _ in range(2):
        with FakeOllama() as ollama:
            written = write_all(ollama, ["llama3.2:1b", "llama3.2:3b", "bad-then-good"], story)
            records.append([generated.model_dump_json() for generated, _ in written])

    assert records[0] == records[1]


def test_models_differ(ollama, story):
    """The fake's models are of visibly different quality, or comparing them would test nothing."""
    (small, _), (large, _) = write_all(ollama, ["llama3.2:1b", "llama3.2:3b"], story)

    assert small.test_cases[0].preconditions == ("User is logged in",)
    assert "shopper" in large.test_cases[0].preconditions[0]


def test_latency_leaves_the_queue_out(story):
    """A busy server makes a story wait; that is in end-to-end time and not in the model's latency."""
    with FakeOllama(slots=1, delay_s=0.4) as ollama:
        written = write_all(ollama, ["llama3.2:3b", "llama3.2:latest"], story)

    waited = max((timing for _, timing in written), key=lambda timing: timing.end_to_end_s)
    assert waited.latency_s > 0.35
    assert waited.end_to_end_s > waited.latency_s + 0.2


def test_timings_count_from_the_cells_first_request(ollama, story):
    """Start and end are seconds since the epoch that all stories of a cell share."""
    _, timing = write(ollama, "llama3.2:3b", story)

    assert 0 <= timing.started_s < timing.finished_s < 10
    assert timing.attempts[0].wall_s <= timing.end_to_end_s
    assert timing.attempts[0].validation_s > 0


def test_options_that_reload_the_model_are_the_same_for_every_attempt():
    """A changed context length would make the server load the model anew."""
    first, third = (model_options(settings(), number) for number in (1, 3))

    assert first["num_ctx"] == third["num_ctx"] == 8192
    assert set(first) == set(third)


# ---- the baseline


def test_the_baseline_writes_in_one_attempt(story):
    """The embedded generator's record has the shape of a model's, with the digest of its rules."""
    epoch = time.perf_counter()
    generated, timing = generate_by_rule(story, epoch)

    assert generated.cell == timing.cell == BASELINE_CELL == Cell(model="baseline", prompt=None)
    assert generated.first_attempt_ok
    assert generated.test_cases == write_cases(story)
    assert generated.model_digest == RULES_DIGEST
    assert generated.prompt_hash == ""
    assert generated.failure is None
    assert timing.attempts[0].queue_s == timing.attempts[0].load_s == timing.attempts[0].prompt_s == 0
    assert timing.attempts[0].generation_s == timing.attempts[0].wall_s > 0
    assert 0 <= timing.started_s < timing.finished_s
    assert timing.latency_s <= timing.end_to_end_s


def test_the_baseline_writes_the_same_every_time(story):
    """Its content is a function of the story alone."""
    assert generate_by_rule(story, 0)[0] == generate_by_rule(story, 5)[0]
