import json

import httpx
import pytest

from casewright.parsing import parse_suite
from casewright.records import Attempt, Outcome
from service.detail import safe_detail
from tests.fake_models import MODELS, Call, story_in
from tests.fake_ollama import FakeOllama
from tests.service.conftest import Project, serving

MARK = "walrus"
STORY = f"As a {MARK} keeper, I want to feed my {MARK}, so that the {MARK} is not hungry."


def in_prose(call: Call) -> None:
    """The story, and nothing else."""
    call.say(story_in(call.body))
    call.done()


def as_values(call: Call) -> None:
    """The story wherever there is a value."""
    story = story_in(call.body)
    call.say(json.dumps({"test_cases": [{"id": story, "type": story, "title": story, "steps": story}]}))
    call.done()


def as_fields(call: Call) -> None:
    """The story as the name of a field."""
    story = story_in(call.body)
    call.say(json.dumps({story: story, MARK: 1, "test_cases": [{MARK: 1}]}))
    call.done()


def as_error(call: Call) -> None:
    """The story as what a server says of it."""
    call.refuse(500, {"error": story_in(call.body)})


def in_midstream(call: Call) -> None:
    """The same once the answer has begun."""
    call.say("{")
    call.line({"error": story_in(call.body)})


REPEATING = {
    behaviour.__name__.replace("_", "-"): behaviour
    for behaviour in (in_prose, as_values, as_fields, as_error, in_midstream)
}


@pytest.mark.parametrize("model", REPEATING)
def test_no_failure_repeats_the_story(project: Project, model):
    """Whatever a model or its server makes of it; answers go through more logs than ours."""
    with FakeOllama(models=MODELS | REPEATING) as ollama:
        project.choose_model(model, ollama, max_attempts=1)
        with serving() as client:
            answers: list[httpx.Response] = [
                client.post("/test-use-cases/", json={"user_story": STORY, "stream": stream})
                for stream in (False, True)
            ]

    assert [502, 200] == [answer.status_code for answer in answers]
    assert not any(MARK in answer.text for answer in answers)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("walrus", "not JSON: expected value at line 1 column 1"),
        ('{"test_cases": [{"walrus; got": 1', "not JSON: EOF while parsing an object at line 1 column 33"),
        ("[]", "(the whole value): Input should be an object"),
        ('{"test_cases": []}', "test_cases: Tuple should have at least 1 item after validation, not 0"),
        (
            '{"test_cases": [{"walrus": 1, "id": "TC-001", "type": "positive"}]}',
            "test_cases.0.title: Field required",
        ),
    ],
)
def test_what_is_wrong_is_said_without_the_value(text, detail):
    """Place and expectation help; of a field that the model made up not even the name is told."""
    parsed = parse_suite(text)
    attempt = Attempt(number=1, seed=1, outcome=parsed.outcome, detail=parsed.problem)

    assert Outcome.OK != parsed.outcome
    assert detail == safe_detail(attempt)
