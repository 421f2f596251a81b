import asyncio
import json
import threading

import pytest

from casewright.conversation import model_options
from casewright.examples import ExamplePicker, examples_of, save_examples
from casewright.parsing import response_schema
from casewright.paths import INDEX
from casewright.prompts import load_prompt
from casewright.records import Attempt, AttemptTiming, Generation, Outcome, UserStory
from casewright.retrieval import Passage, Retriever
from casewright.text import derived_id
from service.configuration import load_configuration
from service.writer import open_writer
from tests.builders import shipped_references, shipped_stories
from tests.fake_models import MODELS, Call
from tests.fake_ollama import FakeOllama
from tests.service.conftest import STORY, Project, serving

PASSAGES = [
    Passage(id="document:baskets.md#1", text="A basket that a shopper saves is kept for 30 days."),
    Passage(id="document:baskets.md#2", text="A shopper can save 1 basket and order from it."),
    Passage(id="document:baskets.md#3", text="Orders leave on the same day."),
]


def test_the_model_is_asked_exactly_as_the_pipeline_asks_it(project: Project, ollama: FakeOllama):
    """Messages, options and schema over the wire are those of a measured call."""
    project.choose_model("llama3.2:3b", ollama, prompt="improved_v1", seed=7)
    with serving() as client:
        client.post("/test-use-cases/", json={"user_story": STORY, "acceptance_criteria": ["It lasts."]})
    story = UserStory(id=derived_id(STORY), story=STORY, acceptance_criteria=("It lasts.",))
    expected = [message.as_dict() for message in load_prompt("improved_v1").messages(story)]
    asked = ollama.chats[0]

    assert asked["messages"] == expected
    assert asked["options"] == model_options(load_configuration().generate)
    assert asked["format"] == response_schema()


def test_a_writer_takes_as_many_stories_as_it_is_given(project: Project):
    """The gate alone holds stories back: a canary shares that of a champion that was measured with more."""
    together = threading.Barrier(6, timeout=10)

    def all_at_once(call: Call) -> None:
        together.wait()
        MODELS["llama3.2:1b"](call)

    async def run() -> list[Outcome | None]:
        async with open_writer(load_configuration()) as writer:
            story = UserStory(id="US-1", story=STORY)
            written = await asyncio.gather(*(writer.write(story) for _ in range(6)))
            return [generation.failure for generation, _ in written]

    with FakeOllama(slots=6, models={"together": all_at_once}) as ollama:
        project.choose_model("together", ollama, concurrency=1)

        assert asyncio.run(run()) == [None] * 6


def test_a_prompt_with_passages_gets_the_nearest(project: Project, ollama: FakeOllama):
    """As many passages as were measured, from the index that the pipeline wrote."""
    Retriever.build(PASSAGES).save(project.folder / INDEX)
    project.choose_model("llama3.2:3b", ollama, prompt="rag")
    with serving() as client:
        client.post("/test-use-cases/", json={"user_story": STORY})
    asked = json.dumps(ollama.chats[0]["messages"])

    assert PASSAGES[0].text in asked
    assert PASSAGES[1].text in asked
    assert PASSAGES[2].text not in asked


def test_a_prompt_with_examples_gets_the_nearest(project: Project, ollama: FakeOllama):
    """As many examples as were measured, from the index that the pipeline wrote."""
    stories, references = shipped_stories(), shipped_references()
    save_examples(examples_of(stories, references), project.folder / INDEX)
    budget = {"count": 1, "max_tokens": 2000}
    project.choose_model("llama3.2:3b", ollama, prompt="few_shot", examples=budget)
    with serving() as client:
        client.post("/test-use-cases/", json={"user_story": STORY})
    nearest = ExamplePicker.load(INDEX).pick(UserStory(id="US-999", story=STORY), **budget)
    asked = ollama.chats[0]["messages"][-1]["content"]

    assert 1 == len(nearest)
    assert nearest[0].answer in asked


def test_a_model_that_was_replaced_is_not_served(project: Project, ollama: FakeOllama):
    """A tag that was pulled anew is another model: unmeasured, so nobody gets its answers."""
    project.choose_model("llama3.2:3b", ollama)
    project.edit_choice(model_digest="0" * 64)
    with serving() as client:
        answer = client.post("/test-use-cases/", json={"user_story": STORY})
        health = client.get("/health")

    assert (answer.status_code, health.status_code) == (503, 503)
    assert "is not the one that was measured" in answer.json()["message"]
    assert answer.json()["message"].endswith("run `make repro` to measure it")
    assert health.json()["data"]["connectivity"]["model_digest"] == ollama.digest("llama3.2:3b")
    assert ollama.chats == []


def test_a_model_that_was_removed_is_named_with_the_fix(project: Project, ollama: FakeOllama):
    """503 with the command that brings the model back."""
    project.choose_model("llama3.2:3b", ollama)
    del ollama.models["llama3.2:3b"]
    with serving() as client:
        answer = client.post("/test-use-cases/", json={"user_story": STORY})

    assert answer.status_code == 503
    assert answer.json()["message"].endswith("run `ollama pull llama3.2:3b`")


def test_a_model_that_goes_during_a_call_is_away_and_not_bad(project: Project):
    """The answer says what is the matter now, not what was known before the call."""

    def vanish(call: Call) -> None:
        del ollama.models["vanishing:latest"]
        call.refuse(500, {"error": "model runner has unexpectedly stopped"})

    with FakeOllama(models={"vanishing": vanish}) as ollama:
        project.choose_model("vanishing", ollama, max_attempts=1)
        with serving() as client:
            before = client.get("/health").status_code
            answer = client.post("/test-use-cases/", json={"user_story": STORY})

    assert (before, answer.status_code) == (200, 503)
    assert answer.json()["message"].endswith("run `ollama pull vanishing`")


def test_a_model_under_another_tag_keeps_the_name_it_was_measured_under(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    """The server is asked for its own tag; answers name the cell, and the digest is checked all the same."""
    tag = "registry.local/llama3.2:1b"
    monkeypatch.setenv("OLLAMA_SERVICE_MODEL_LLAMA3_2_1B", tag)
    with FakeOllama(models={tag: MODELS["llama3.2:1b"]}) as ollama:
        project.choose_model("llama3.2:1b", ollama)
        with serving() as client:
            unmeasured = client.post("/test-use-cases/", json={"user_story": STORY})
        project.edit_choice(model_digest=ollama.digest(tag))
        with serving() as client:
            answer = client.post("/test-use-cases/", json={"user_story": STORY})

    assert (unmeasured.status_code, answer.status_code) == (503, 201)
    assert answer.json()["data"]["model"] == "llama3.2:1b"
    assert [tag] == [chat["model"] for chat in ollama.chats]


class Seen:
    """A watcher that keeps what it sees."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.written = ""

    def begun(self, number: int) -> None:
        """An attempt begins."""
        self.events.append(f"begun {number}")
        self.written = ""

    def text(self, piece: str) -> None:
        """A piece of the answer."""
        self.written += piece

    def ended(self, attempt: Attempt, timing: AttemptTiming) -> None:
        """An attempt is over."""
        self.events.append(f"{attempt.outcome} {timing.number}")


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("bad-then-good", ["begun 1", "schema_violation 1", "begun 2", "ok 2"]),
        ("baseline", ["begun 1", "ok 1"]),
    ],
)
def test_whoever_watches_sees_every_attempt(project: Project, ollama: FakeOllama, model, expected):
    """Each attempt, and the text of the one that counts, of rules as of models."""
    if model == "baseline":
        project.choose_baseline()
    else:
        project.choose_model(model, ollama)
    seen = Seen()

    async def run() -> Generation:
        async with open_writer(load_configuration()) as writer:
            return (await writer.write(UserStory(id="US-1", story=STORY), seen))[0]

    generation = asyncio.run(run())

    assert expected == seen.events
    assert generation.attempts[-1].raw_text == seen.written
