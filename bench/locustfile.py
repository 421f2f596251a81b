"""People and tools that use the service, for Locust: `make load-test`, or `locust -f bench/locustfile.py`.

Most send stories, short ones and long ones with criteria; some watch the answer come, export it, rate it, or
make a mistake; something asks for health and metrics all the while. It ends with a verdict on the objectives,
and with 1 where one of them is missed.
"""

import json
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from locust import FastHttpUser, between, events, task
from locust.env import Environment

STORIES = json.loads(
    (Path(__file__).parents[1] / "data" / "raw" / "stories.json").read_text(encoding="utf-8")
)
FORMATS = ("csv", "gherkin", "testrail", "azure", "markdown")
MISTAKES: tuple[dict[str, Any], ...] = (
    {},
    {"user_story": "too short"},
    {"user_story": "x" * 600},
    {"user_story": 7},
    {"user_story": STORIES[0]["story"], "colour": "red"},
)
_number: Iterator[int] = count()


def _short() -> dict[str, Any]:
    """A story alone, unlike those before it."""
    return {"user_story": f"{random.choice(STORIES)['story'].rstrip('.')} ({next(_number)})."[:500]}


def _long() -> dict[str, Any]:
    """A story with all its criteria."""
    one = random.choice(STORIES)
    return {**_short(), "acceptance_criteria": one["acceptance_criteria"]}


class Tester(FastHttpUser):
    """Somebody who writes test cases, a story every few seconds."""

    weight = 9
    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Nothing was answered yet."""
        self.suite: dict[str, Any] | None = None
        self.answer_id = ""

    @task(6)
    def short_story(self) -> None:
        """A story alone."""
        self._ask("story", _short())

    @task(4)
    def long_story(self) -> None:
        """A story with criteria."""
        self._ask("story with criteria", _long())

    @task(2)
    def watched_story(self) -> None:
        """A story whose cases are watched as they come."""
        body = {**_short(), "stream": True}
        name = "story, streamed"
        with self.client.post("/test-use-cases/", json=body, name=name, catch_response=True) as answer:
            if answer.status_code != 200 or "event: answer" not in (answer.text or ""):
                answer.failure(f"{answer.status_code}, or no last event")

    @task(1)
    def export(self) -> None:
        """The last suite as a file."""
        if self.suite is None:
            return
        suites = {"suites": [{"story_id": "US-001", "test_cases": self.suite["test_cases"]}]}
        self.client.post(f"/export/{random.choice(FORMATS)}", json=suites, name="export")

    @task(1)
    def rate(self) -> None:
        """A rating of the last suite; kept only where the service keeps records."""
        if self.suite is not None:
            body = {"correlation_id": self.answer_id, "rating": random.randint(1, 5), "action": "accepted"}
            self.client.post("/feedback", json=body, name="feedback")

    @task(1)
    def mistake(self) -> None:
        """A body that is no story."""
        body = random.choice(MISTAKES)
        with self.client.post("/test-use-cases/", json=body, name="mistake", catch_response=True) as answer:
            if answer.status_code == 422:
                answer.success()
            else:
                answer.failure(f"{answer.status_code}; expected 422")

    def _ask(self, name: str, body: dict[str, Any]) -> None:
        with self.client.post("/test-use-cases/", json=body, name=name, catch_response=True) as answer:
            if answer.status_code != 201:
                answer.failure(f"{answer.status_code}: {(answer.text or '')[:200]}")
                return
            self.suite = answer.json()["data"]
            self.answer_id = answer.headers["X-Correlation-ID"]


class Watchman(FastHttpUser):
    """What looks after the service."""

    fixed_count = 1
    wait_time = between(1, 2)

    @task
    def look(self) -> None:
        """As an orchestrator and Prometheus do."""
        for path in ("/live", "/health", "/metrics"):
            self.client.get(path, name=path)


@events.init_command_line_parser.add_listener
def _arguments(parser: Any) -> None:
    parser.add_argument("--p90-s", type=float, default=5.0, help="objective of stories: 90 % within so long")
    parser.add_argument("--p99-s", type=float, default=10.0, help="objective of stories: 99 % within so long")
    parser.add_argument("--errors", type=float, default=0.05, help="objective: share of errors below this")


@events.quitting.add_listener
def _verdict(environment: Environment, **_: Any) -> None:
    """Print each objective beside what was seen."""
    wanted = environment.parsed_options
    stories = [one for (name, _), one in environment.stats.entries.items() if name.startswith("story")]
    p90_s, p99_s = (
        max((one.get_response_time_percentile(share) / 1e3 for one in stories), default=float("inf"))
        for share in (0.9, 0.99)
    )
    total = environment.stats.total
    objectives = (
        (f"p90 {p90_s:.2f} s, below {wanted.p90_s:g} s", p90_s < wanted.p90_s),
        (f"p99 {p99_s:.2f} s, below {wanted.p99_s:g} s", p99_s < wanted.p99_s),
        (f"errors {total.fail_ratio:.2%}, below {wanted.errors:.0%}", total.fail_ratio < wanted.errors),
    )
    for told, is_met in objectives:
        print(f"objective {'met' if is_met else 'MISSED'}: {told}")
    is_met = all(is_met for _, is_met in objectives)
    print(f"verdict after {total.num_requests} requests: {'all objectives met' if is_met else 'MISSED'}")
    environment.process_exit_code = 0 if is_met else 1
