import csv
import io
import json

import httpx
import pytest
from gherkin.parser import Parser

from casewright.exports import EXPORTERS, Options, chunks
from tests.builders import a_suite
from tests.casewright.exports.made import an_exported_suite
from tests.service.conftest import STORY
from tests.service.test_errors import refused

SECRET = "swordfish"
MANY = dict.fromkeys(map(str, range(51)))
"""More fields than anything has."""
CASES = [case.model_dump(mode="json") for case in a_suite(3)]
SUITE = {"story_id": "US-001", "user_story": STORY, "test_cases": CASES}


def body(**changes):
    """A request for one suite."""
    return {"suites": [SUITE | changes]}


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_is_served_as_it_is_written(baseline: httpx.Client, name):
    """The same bytes as the command's, with type and file name."""
    answer = baseline.post(f"/export/{name}?project=SHOP", json=body(model="m", prompt="p"))
    exporter = EXPORTERS[name]
    suite = an_exported_suite(
        story=STORY, acceptance_criteria=(), test_cases=a_suite(3), origin={"model": "m", "prompt": "p"}
    )
    written = "".join(chunk.text for chunk in chunks(exporter, [suite], Options(project="SHOP")))

    assert (200, written.encode()) == (answer.status_code, answer.content)
    assert exporter.media_type == answer.headers["Content-Type"]
    assert f'attachment; filename="US-001{exporter.suffix}"' == answer.headers["Content-Disposition"]
    assert answer.headers["X-Correlation-ID"]


def test_what_the_service_wrote_can_be_exported_as_it_came(baseline: httpx.Client):
    """The data of an answer with the story's id; what no tool has a place for is left out."""
    data = baseline.post("/test-use-cases/", json={"user_story": STORY}).json()["data"]
    answer = baseline.post(
        "/export/gherkin", json={"suites": [{"story_id": "SHOP-7", "user_story": STORY} | data]}
    )
    feature = Parser().parse(answer.text)["feature"]

    assert "SHOP-7" == feature["name"]
    assert len(data["test_cases"]) == len(feature["children"])
    assert "@model_baseline" in [tag["name"] for tag in feature["tags"]]


def test_several_suites_are_one_file(baseline: httpx.Client):
    """Where the format can hold them."""
    suites = {"suites": [SUITE, SUITE | {"story_id": "US:2"}]}
    answer = baseline.post("/export/csv", json=suites)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))

    assert ["US-001"] * 3 + ["US:2"] * 3 == [row["story_id"] for row in rows]
    assert 'attachment; filename="test-cases.csv"' == answer.headers["Content-Disposition"]
    assert refused(baseline.post("/export/gherkin", json=suites)) == (
        422,
        "suites: 2; expected 1, which is a file of gherkin",
    )


def test_the_formats_are_listed(baseline: httpx.Client):
    """With what each is for."""
    answer = baseline.get("/export")
    data = answer.json()["data"]

    assert (200, "11 formats") == (answer.status_code, answer.json()["message"])
    assert list(EXPORTERS) == [one["name"] for one in data]
    assert {"name", "purpose", "media_type", "suffix", "needs_project"} == set(data[0])


def test_an_unknown_format_is_answered_with_the_nearest(baseline: httpx.Client):
    """404 without an echo."""
    assert refused(baseline.post("/export/testrial", json=body())) == (
        404,
        "no such format (did you mean 'testrail'?); GET /export lists those that there are",
    )
    assert SECRET not in baseline.post(f"/export/{SECRET}", json=body()).text


def test_a_project_has_to_be_named_where_the_format_needs_one(baseline: httpx.Client):
    """In the query."""
    answer = baseline.post("/export/xray-json?project=SHOP", json=body())

    assert "SHOP" == json.loads(answer.content)[0]["fields"]["project"]["key"]
    assert refused(baseline.post("/export/xray-json", json=body())) == (
        422,
        "project: missing; expected /export/xray-json?project=SHOP",
    )


def test_more_than_a_tool_takes_at_once_is_refused(baseline: httpx.Client):
    """There is one file in an answer."""
    many = {"suites": [SUITE | {"test_cases": CASES * 33} for _ in range(11)]}

    assert refused(baseline.post("/export/xray-csv", json=many)) == (
        422,
        "suites: 1089 test cases; xray-csv takes 1000 at once; send fewer suites",
    )
    assert 200 == baseline.post("/export/testrail", json=many).status_code


BAD = {
    "no suites": ({}, "suites: missing"),
    "none": ({"suites": []}, "suites: "),
    "a list": ([SUITE], 'body: not a JSON object sent as application/json; expected {"suites": '),
    "no id": ({"suites": [{"test_cases": CASES}]}, "suites.0.story_id: missing"),
    "bad id": (body(story_id=f"{SECRET} {SECRET}"), "suites.0.story_id: expected a text to match pattern"),
    "unknown field": (body(owner=SECRET), "suites.0.owner: unknown field"),
    "bad type": (
        body(test_cases=[CASES[0] | {"type": SECRET}]),
        "suites.0.test_cases.0.type: expected 'positive', 'negative', 'edge_case' or 'boundary'",
    ),
    "empty title": (
        body(test_cases=[CASES[0] | {"title": " "}]),
        "suites.0.test_cases.0.title: expected a text to have",
    ),
    "a number": (body(user_story=5), "suites.0.user_story: not a text; expected a string"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_suite_is_refused_without_an_echo(baseline: httpx.Client, case):
    """422 and one line with field and expectation."""
    sent, expected = BAD[case]
    status, message = refused(baseline.post("/export/csv", json=sent))

    assert 422 == status
    assert message.startswith(expected)
    assert SECRET not in message


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"suites": [SUITE | {"test_cases": [{}] * 100}] * 1000}, "suites.0.test_cases.0.id: missing"),
        (MANY, "body: 51 fields; expected those that /openapi.json has"),
        (body(**MANY), "suites.0: 54 fields; "),
        (body(test_cases=[MANY]), "suites.0.test_cases.0: 51 fields; "),
        (body(test_cases=[CASES[0] | {"steps": [1] * 51}]), "suites.0.test_cases.0: a list of 51; "),
    ],
)
def test_a_body_of_nothing_but_problems_costs_no_more_than_one(baseline: httpx.Client, sent, expected):
    """The first that does not fit ends it: all of them together are seconds and gigabytes."""
    status, message = refused(baseline.post("/export/csv", json=sent))

    assert 422 == status
    assert message.startswith(expected)


def test_a_body_that_is_no_json_is_refused_in_the_envelope(baseline: httpx.Client):
    """With the form that was expected."""
    answers = [
        baseline.post("/export/csv", content=content, headers={"Content-Type": "application/json"})
        for content in (b'{"suites": [', b'{"suites": "caf\xe9"}')
    ]
    (status, message), (second_status, second_message) = map(refused, answers)

    assert (422, 422) == (status, second_status)
    assert message.startswith('body: not JSON at character 12; expected {"suites": ')
    assert second_message.startswith('body: cannot be read as JSON; expected {"suites": ')
