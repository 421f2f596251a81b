import asyncio
from types import SimpleNamespace

import pytest

from casewright.records import Outcome
from service.admission import Admission
from service.breaker import Breaker, State
from service.configuration import load_configuration
from service.desk import Desk
from service.envelope import RefusedError
from service.gate import Gate
from service.metrics import Metrics
from service.production import Unanswered
from service.reload import serving_fixed
from service.settings import ServiceSettings
from service.story import StoryRequest
from tests.fake_ollama import FakeOllama
from tests.service.conftest import STORY, Project

BODY = StoryRequest(user_story=STORY)


class Kept:
    """Remembers what it was given to keep."""

    def __init__(self) -> None:
        self.kept, self.unanswered = [], []

    def keep(self, _story, generation, _timing, **rest) -> None:
        """Take a generation."""
        self.kept.append((generation.failure or Outcome.OK, rest))

    def keep_unanswered(self, _story, _choice, why, **rest) -> None:
        """Take a story without one."""
        self.unanswered.append((why, rest))


def at_a_desk(work, *, deadline_s: float = 20.0, failures: int = 5):
    """What `work` gives of a desk on the current project's choice, and all that there is to look at."""

    async def run():
        configuration = load_configuration(ServiceSettings())
        async with serving_fixed(configuration, lambda _: Breaker(failures, 30.0)) as serving:
            admission = Admission(Gate(1, 8, 5.0), deadline_s)
            metrics = Metrics("1", "development")
            desk = Desk(serving, admission, metrics, Kept())
            try:
                result = await work(desk)
            except Exception as error:
                result = error
            return SimpleNamespace(
                result=result,
                records=desk.records,
                count=lambda outcome: counted(metrics, outcome),
                breaker=serving.champion.breaker.state,
                under_way=admission.under_way,
            )

    return asyncio.run(run())


def counted(metrics: Metrics, outcome: str) -> float:
    """Stories of an outcome."""
    samples = [one for family in metrics.registry.collect() for one in family.samples]
    found = [one for one in samples if one.name == "casewright_stories_total"]
    return sum(one.value for one in found if one.labels["outcome"] == outcome)


def test_a_story_is_written_counted_and_kept_once(project: Project):
    """One answer is one story in the metrics and one in the records."""
    project.choose_baseline()
    seen = at_a_desk(lambda desk: desk.answer(BODY))

    assert seen.result.test_cases
    assert 1 == seen.count("ok")
    assert [Outcome.OK] == [outcome for outcome, _ in seen.records.kept]
    assert ([], 0) == (seen.records.unanswered, seen.under_way)


def test_a_failed_generation_is_kept_as_well(project: Project, ollama: FakeOllama):
    """What the model could not do is data with a name."""
    project.choose_model("not-json", ollama)
    seen = at_a_desk(lambda desk: desk.answer(BODY))

    assert (502, "not_json") == (seen.result.status_code, seen.result.data.outcome)
    assert 1 == seen.count("not_json")
    assert [Outcome.NOT_JSON] == [outcome for outcome, _ in seen.records.kept]


def test_a_deadline_is_kept_with_the_attempts_so_far(project: Project, ollama: FakeOllama):
    """The story was let in, so that what became of it is known: nothing in time."""
    project.choose_model("slow-headers", ollama)
    seen = at_a_desk(lambda desk: desk.answer(BODY), deadline_s=0.3)

    assert 504 == seen.result.status_code
    assert 1 == seen.count("timeout")
    assert [Unanswered.DEADLINE] == [why for why, _ in seen.records.unanswered]
    assert 0 == seen.under_way


def test_a_server_that_is_away_opens_the_breaker(project: Project):
    """The next story is refused without a call."""
    with FakeOllama() as gone:
        project.choose_model("llama3.2:1b", gone)

    async def twice(desk: Desk):
        with pytest.raises(Exception, match="Ollama server at"):
            await desk.answer(BODY)
        return await desk.answer(BODY)

    seen = at_a_desk(twice, failures=1)

    assert (503, "breaker") == (seen.result.status_code, seen.result.reason)
    assert State.OPEN is seen.breaker
    assert [Unanswered.UNAVAILABLE] == [why for why, _ in seen.records.unanswered]


def test_whoever_leaves_frees_the_place(project: Project, ollama: FakeOllama):
    """A story that nobody waits for is cancelled, counted as that, and kept as that."""
    project.choose_model("slow-headers", ollama)

    async def leave(desk: Desk):
        asking = asyncio.create_task(desk.answer(BODY))
        await asyncio.sleep(0.2)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

    seen = at_a_desk(leave)

    assert 1 == seen.count("cancelled")
    assert [Unanswered.CLIENT_LEFT] == [why for why, _ in seen.records.unanswered]
    assert 0 == seen.under_way


def test_a_story_that_is_turned_away_is_neither_counted_nor_kept(project: Project):
    """It was not accepted: refusals are counted where they are answered."""
    project.choose_baseline()

    async def when_closed(desk: Desk):
        desk.admission.close()
        return await desk.answer(BODY)

    seen = at_a_desk(when_closed)

    assert isinstance(seen.result, RefusedError)
    assert (503, 0.0) == (seen.result.status_code, sum(map(seen.count, Outcome)))
    assert ([], []) == (seen.records.kept, seen.records.unanswered)
