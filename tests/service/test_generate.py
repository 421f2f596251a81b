import tomllib

import httpx
import pytest

from casewright.analysis import StoryText
from casewright.assumptions import find_assumptions
from casewright.records import Suite
from casewright.smells import read_suite
from service import VERSION
from tests.builders import a_story
from tests.conftest import ROOT
from tests.fake_ollama import FakeOllama
from tests.service.conftest import STORY, Project, serving

FIELDS = {
    "id",
    "type",
    "title",
    "priority",
    "preconditions",
    "steps",
    "expected_result",
    "quality_score",
}


@pytest.mark.parametrize(
    "path", ["/test-use-cases/", "/test-use-cases", "/generate-tests", "/generate-tests/"]
)
@pytest.mark.parametrize("name", ["user_story", "story"])
def test_a_story_gets_its_test_cases(baseline: httpx.Client, path, name):
    """Every spelling of the path takes the story under either name: 201 and a suite in the envelope."""
    answer = baseline.post(
        path, json={name: f"  {STORY}\n", "acceptance_criteria": ["A basket is kept 30 days."]}
    )
    body = answer.json()
    data = body["data"]

    assert (answer.status_code, body["status_code"], body["is_success"]) == (201, 201, True)
    assert body["message"] == f"{len(data['test_cases'])} test cases"
    assert all(set(case) == FIELDS for case in data["test_cases"])
    assert len(Suite.model_validate({"test_cases": data["test_cases"]}).test_cases) >= 3
    assert (data["model"], data["prompt"], data["is_language_model"], data["attempts"]) == (
        "baseline",
        None,
        False,
        1,
    )
    assert 0 < data["latency_s"] < 1


def test_what_is_doubtful_about_the_cases_comes_with_them(project: Project, ollama: FakeOllama):
    """Smells by rule and place, and what the story does not say: the same that the report counts."""
    project.choose_model("llama3.2:1b", ollama, prompt="improved_v1")
    with serving() as client:
        data = client.post("/test-use-cases/", json={"user_story": STORY}).json()["data"]
    story = StoryText(a_story(story=STORY))
    read = read_suite(story, Suite.model_validate({"test_cases": data["test_cases"]}).test_cases)

    assert "vague-data" in {smell["rule"] for smell in data["smells"]}
    assert [smell.model_dump(mode="json") for smell in read.smells] == data["smells"]
    assert [one.model_dump(mode="json") for one in find_assumptions(story, read)] == data["assumptions"]


def test_a_model_writes_the_test_cases(project: Project, ollama: FakeOllama):
    """A model's suite comes with its name, its prompt and the attempts that it took."""
    project.choose_model("bad-then-good", ollama, prompt="improved_v1")
    with serving() as client:
        answer = client.post("/test-use-cases/", json={"user_story": STORY})
    data = answer.json()["data"]

    assert answer.status_code == 201
    assert (data["model"], data["prompt"], data["is_language_model"], data["attempts"]) == (
        "bad-then-good",
        "improved_v1",
        True,
        2,
    )
    assert 0 < data["latency_s"] < data["end_to_end_s"]


def test_stories_at_the_limits_are_stories(baseline: httpx.Client):
    """20 and 500 characters are enough and not too many, white space around them apart."""
    stories = [(STORY * 10)[:length].strip().ljust(length, "x") for length in (20, 500)]
    statuses = [
        baseline.post("/generate-tests", json={"story": f" {story} "}).status_code for story in stories
    ]

    assert statuses == [201, 201]


def test_the_version_is_the_projects():
    """What the service calls its version is what pyproject.toml says."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert project["project"]["version"] == VERSION


def test_the_schema_promises_the_envelope(baseline: httpx.Client):
    """The published schema shows the form that failures really have."""
    responses = baseline.get("/openapi.json").json()["paths"]["/test-use-cases/"]["post"]["responses"]
    events = responses.pop("200")["content"]
    schemas = {
        status: body["content"]["application/json"]["schema"]["$ref"] for status, body in responses.items()
    }

    assert ["text/event-stream"] == list(events)
    assert ["201", "401", "408", "413", "422", "429", "502", "503", "504"] == sorted(schemas)
    assert all("Envelope" in schema for schema in schemas.values())
