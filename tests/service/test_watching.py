import asyncio
from typing import Any

import pytest

from casewright.errors import ServerError
from casewright.records import Outcome
from service.correlation import correlation_id
from service.disconnect import ClientGoneError
from service.envelope import RefusedError
from service.metrics import Metrics
from service.serving import Role
from service.watching import Watchers
from tests.fake_models import MODELS
from tests.fake_ollama import FakeOllama
from tests.service.conftest import Project
from tests.service.logbook import logged
from tests.service.watched import MARK, samples_of, total, write

LOGGER = "service.watching"
_ENDLESS = {"slow-headers", "slow-body", "dripping", "slow-load", "ten-megabytes"}


@pytest.fixture
def metrics() -> Metrics:
    """Nothing counted yet."""
    return Metrics("1", "development")


def test_each_attempt_is_a_record_under_the_id_of_its_request(
    project: Project, ollama: FakeOllama, metrics: Metrics
):
    """Number, outcome, duration and tokens of each; the server gets the id as well."""
    project.choose_model("bad-then-good", ollama)
    token = correlation_id.set("trace-1")
    with logged() as book:
        write(metrics)
    correlation_id.reset(token)
    first, second = book.by(LOGGER)

    assert {
        "severity": "WARNING",
        "message": "attempt 1 of bad-then-good: schema_violation",
        "correlation_id": "trace-1",
        "attempt.number": 1,
        "attempt.outcome": "schema_violation",
        "attempt.model": "bad-then-good",
        "attempt.prompt": "basic",
        "attempt.role": "champion",
    }.items() <= first.items()
    assert ("INFO", 2, "ok") == (second["severity"], second["attempt.number"], second["attempt.outcome"])
    assert 0 < second["attempt.tokens_out"]
    assert 0 < second["attempt.tokens_in"]
    assert 0 < second["attempt.duration_ms"]
    assert {"trace-1"} == {request.headers["x-correlation-id"] for request in ollama.requests}


def test_attempts_and_retries_are_counted(project: Project, ollama: FakeOllama, metrics: Metrics):
    """By outcome; the story needed more than one, so it counts as retried."""
    project.choose_model("bad-then-good", ollama)
    written = write(metrics)
    labels = {"role": "champion", "model": "bad-then-good", "prompt": "basic"}
    tokens = sum(timing.tokens_out for timing in written[1].attempts)

    assert 1 == total(metrics, "casewright_attempts_total", outcome="ok", **labels)
    assert 1 == total(metrics, "casewright_attempts_total", outcome="schema_violation", **labels)
    assert 1 == total(metrics, "casewright_retries_total", **labels)
    assert 1 == total(metrics, "casewright_stories_total", outcome="ok", **labels)
    assert 1 == total(metrics, "casewright_stories_retried_total", **labels)
    assert tokens == total(metrics, "casewright_tokens_total", direction="out", **labels)
    assert 2 == total(metrics, "casewright_model_duration_seconds_count", **labels)
    assert 2 == total(metrics, "casewright_first_text_seconds_count", **labels)
    assert 2 == total(metrics, "casewright_validation_seconds_count", **labels)


def test_the_baseline_is_watched_like_a_model(project: Project, metrics: Metrics):
    """It has one attempt, no prompt and no tokens."""
    project.choose_baseline()
    with logged() as book:
        write(metrics)

    assert [("ok", None)] == [(one["attempt.outcome"], one["attempt.tokens_in"]) for one in book.by(LOGGER)]
    assert 1 == total(metrics, "casewright_stories_total", model="baseline", prompt="", outcome="ok")
    assert [] == samples_of(metrics, "casewright_tokens_total")


def test_an_attempt_that_is_given_up_is_told(project: Project, ollama: FakeOllama, metrics: Metrics):
    """The deadline or the client ended it; neither the model's nor a story's outcome is made up."""
    project.choose_model("slow-body", ollama)
    with logged() as book, pytest.raises(TimeoutError):
        write(metrics, within_s=0.3)
    record = book.by(LOGGER)[0]

    assert ("WARNING", "cancelled", "CancelledError") == (
        record["severity"], record["attempt.outcome"], record["attempt.detail"]
    )  # fmt: skip
    assert 1 == total(metrics, "casewright_attempts_total", outcome="cancelled")
    assert 1 == total(metrics, "casewright_stories_total", outcome="cancelled")
    assert 0 == total(metrics, "casewright_stories_retried_total")


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (RefusedError(504, "late"), Outcome.TIMEOUT),
        (ServerError("away"), Outcome.SERVER_ERROR),
        (asyncio.CancelledError(), "cancelled"),
        (ClientGoneError(), "cancelled"),
        (LookupError(), "error"),
        (RefusedError(429, "too many"), None),
    ],
)
def test_a_story_that_was_not_written_has_an_ending(project: Project, metrics: Metrics, error, ending):
    """What was turned away is no story; everything else is counted as what became of it."""
    project.choose_baseline()

    class Broken:
        def begun(self, _: int) -> None:
            raise error

    with pytest.raises(type(error)):
        write(metrics, also=[Broken()])  # type: ignore[list-item]
    endings = [labels["outcome"] for labels, _ in samples_of(metrics, "casewright_stories_total")]

    assert ([ending] if ending else []) == endings
    assert (ending not in (None, "cancelled")) == total(metrics, "casewright_story_duration_seconds_count")


@pytest.mark.parametrize("model", sorted(set(MODELS) - _ENDLESS))
def test_no_word_of_a_story_or_its_answer_is_logged(
    project: Project, ollama: FakeOllama, metrics: Metrics, model
):
    """Whatever a model makes of it, and in whichever way it fails."""
    project.choose_model(model, ollama, max_attempts=1)
    with logged() as book:
        write(metrics)
    shown = book.getvalue().lower()

    assert 1 == len(book.by(LOGGER))
    assert MARK not in shown
    assert "tc-001" not in shown


@pytest.mark.parametrize(
    ("model", "detail"),
    [
        ("always-500", "HTTP 500"),
        ("no-done", "the stream ended without `done`"),
        ("babbling", "cut: the same 10 characters over and over"),
        ("not-json", "not JSON: expected value at line 1 column 1"),
        ("violation", "test_cases.0.steps: Field required"),
    ],
)
def test_the_kind_of_a_failure_is_logged(
    project: Project, ollama: FakeOllama, metrics: Metrics, model, detail
):
    """As much of what went wrong as is in words of ours."""
    project.choose_model(model, ollama, max_attempts=1)
    with logged() as book:
        write(metrics)

    assert detail == book.by(LOGGER)[0]["attempt.detail"]


def test_log_stories_shows_what_was_wrong(project: Project, ollama: FakeOllama, metrics: Metrics):
    """For development: the detail may quote the answer."""
    project.choose_model("violation", ollama, max_attempts=1)
    with logged() as book:
        generation, _ = write(metrics, log_stories=True)

    assert generation.attempts[0].detail == book.by(LOGGER)[0]["attempt.detail"]


def test_a_quiet_log_costs_no_measurement(project: Project, metrics: Metrics):
    """Above INFO good attempts are not told, and counted all the same."""
    project.choose_baseline()
    with logged(log_level="ERROR") as book:
        write(metrics)

    assert [] == book.lines
    assert 1 == total(metrics, "casewright_attempts_total")


def test_watchers_are_told_in_their_order(project: Project, metrics: Metrics):
    """Each hears everything; one that is None is left out."""
    told: list[tuple[str, Any]] = []

    class Ear:
        def __init__(self, name: str) -> None:
            self.name = name

        def begun(self, number: int) -> None:
            told.append((self.name, number))

        def text(self, _: str) -> None:
            told.append((self.name, "text"))

        def ended(self, attempt: Any, _: Any) -> None:
            told.append((self.name, attempt.outcome))

    project.choose_baseline()
    write(metrics, also=[Ear("a"), None, Watchers(Ear("b"))])

    assert [("a", 1), ("b", 1), ("a", "text"), ("b", "text"), ("a", "ok"), ("b", "ok")] == told


def test_what_a_canary_writes_is_counted_as_that(project: Project, metrics: Metrics):
    """So that it can be compared with the champion."""
    project.choose_baseline()
    write(metrics, role=Role.CANARY)

    assert 1 == total(metrics, "casewright_stories_total", role="canary")
