import pytest

from casewright.baseline import RULES_DIGEST
from casewright.records import Outcome
from service.configuration import load_configuration
from service.production.file import RecordsFile
from service.production.kept import FeedbackAction
from tests.builders import a_suite
from tests.fake_ollama import FakeOllama
from tests.service.conftest import STORY, Project, serving
from tests.service.production.made import ABOUT_SOMEBODY, PERSONAL, bytes_of
from tests.service.production.test_keeper import wait_for
from tests.service.test_errors import SECRET, refused

URL = "/feedback"
CASES = [case.model_dump(mode="json") for case in a_suite(2)]
COUNTED = "casewright_feedback_total"


@pytest.fixture(scope="module")
def keeping(tmp_path_factory):
    """A client of a service on the baseline that keeps records, and their file."""
    project = Project(tmp_path_factory.mktemp("keeping"))
    project.choose_baseline()
    path = project.folder / "records" / "records.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.folder)
        configuration = load_configuration()
        with serving(lambda: configuration, service_records=path) as client:
            yield client, path


def answered(client, story: str = STORY, correlation_id: str | None = None) -> str:
    """The correlation id of an answer."""
    headers = {"X-Correlation-ID": correlation_id} if correlation_id else {}
    answer = client.post("/test-use-cases/", json={"user_story": story}, headers=headers)
    assert 201 == answer.status_code
    return str(answer.headers["X-Correlation-ID"])


def kept_under(path, correlation_id: str):
    """What is in the file."""
    with RecordsFile(path) as file:
        return list(file.of(correlation_id))


@pytest.mark.parametrize("url", [URL, f"{URL}/"])
def test_an_answer_can_be_rated(keeping, url):
    """Under its correlation id, with everything that may be said of it."""
    client, path = keeping
    answer = answered(client)
    body = {"rating": 4, "action": "edited", "corrected": CASES, "comment": " Good\tbut  long "}
    taken = client.post(url, json=body | {"correlation_id": answer})
    (kept,) = kept_under(path, answer)
    counted = f'{COUNTED}{{action="edited",model="baseline",prompt="",rating="4",role="champion"}}'

    assert counted in client.get("/metrics").text
    assert {"message": "kept", "is_success": True, "data": {"kept": True}, "status_code": 201} == taken.json()
    assert 201 == taken.status_code
    assert taken.headers["X-Correlation-ID"] != answer
    assert kept.feedback
    assert (4, FeedbackAction.EDITED, "Good but long") == (
        kept.feedback.rating,
        kept.feedback.action,
        kept.feedback.comment,
    )
    assert a_suite(2) == kept.feedback.corrected
    assert (STORY, Outcome.OK, RULES_DIGEST) == (
        kept.request.story.story,
        kept.request.ending,
        kept.request.model_digest,
    )
    assert kept.request.test_cases
    assert kept.request.total_s


def test_what_is_sent_again_replaces_what_was_sent(keeping):
    """An answer has one feedback: the last."""
    client, path = keeping
    answer = answered(client)
    for rating in (1, 5):
        client.post(URL, json={"correlation_id": answer, "rating": rating, "comment": f"rated {rating}"})
    (kept,) = kept_under(path, answer)

    assert kept.feedback
    assert (5, "rated 5") == (kept.feedback.rating, kept.feedback.comment)


def test_nothing_personal_that_is_sent_reaches_the_disk(keeping):
    """Neither of the story nor of the comment nor of the corrected suite."""
    client, path = keeping
    answer = answered(client, f"As a clerk, I want help. {ABOUT_SOMEBODY}, so that it is done.")
    corrected = [CASES[0] | {"title": ABOUT_SOMEBODY, "steps": [ABOUT_SOMEBODY]}]
    body = {"correlation_id": answer, "rating": 2, "comment": ABOUT_SOMEBODY, "corrected": corrected}
    taken = client.post(URL, json=body)
    (kept,) = kept_under(path, answer)

    assert taken.json()["data"]["kept"]
    assert kept.feedback
    assert "Mail <EMAIL_1> or call <PERSON_1> at <PHONE_1>" == kept.feedback.comment
    assert [] == [value for value in PERSONAL if value in bytes_of(path)]


def test_an_answer_that_is_not_kept_cannot_be_rated(keeping):
    """404, and it is not counted."""
    client, _ = keeping
    told = refused(client.post(URL, json={"correlation_id": SECRET, "rating": 3, "action": "exported"}))

    assert 404 == told[0]
    assert told[1].startswith("correlation_id: no answer is kept under it; expected the X-Correlation-ID of ")
    assert 'action="exported"' not in client.get("/metrics").text


def test_without_records_feedback_is_counted_and_says_so(project: Project):
    """Whatever its correlation id; nothing is written."""
    project.choose_baseline()
    before = sorted(project.folder.rglob("*"))
    with serving(load_configuration) as client:
        answer = answered(client)
        taken = client.post(URL, json={"correlation_id": answer, "rating": 5, "action": "accepted"})
        client.post(URL, json={"correlation_id": "unknown", "rating": 5})
        metrics = client.get("/metrics").text

    assert 201 == taken.status_code
    assert "counted only; nothing is kept, as SERVICE_RECORDS is not set" == taken.json()["message"]
    assert {"kept": False} == taken.json()["data"]
    assert f'{COUNTED}{{action="accepted",model="",prompt="",rating="5",role=""}} 1.0' in metrics
    assert f'{COUNTED}{{action="none",model="",prompt="",rating="5",role=""}} 1.0' in metrics
    assert before == sorted(project.folder.rglob("*"))


BAD = {
    "nothing": ({}, "correlation_id: missing (and 1 more)"),
    "no rating": ({"correlation_id": "a"}, "rating: missing"),
    "0": ({"correlation_id": "a", "rating": 0}, "rating: expected greater than or equal to 1"),
    "6": ({"correlation_id": "a", "rating": 6}, "rating: expected less than or equal to 5"),
    "a text": ({"correlation_id": "a", "rating": SECRET}, "rating: expected a valid integer"),
    "true": ({"correlation_id": "a", "rating": True}, "rating: expected a valid integer"),
    "an id that is none": (
        {"correlation_id": f"{SECRET} {SECRET}", "rating": 1},
        "correlation_id: expected a text to match pattern",
    ),
    "action": (
        {"correlation_id": "a", "rating": 1, "action": SECRET},
        "action: expected 'accepted', 'edited', 'rejected' or 'exported'",
    ),
    "unknown": ({"correlation_id": "a", "rating": 1, SECRET: 1}, "swordfish: unknown field; expected"),
    "no list": (
        {"correlation_id": "a", "rating": 1, "corrected": SECRET},
        "corrected: not a list of test cases",
    ),
    "no case": (
        {"correlation_id": "a", "rating": 1, "corrected": []},
        "corrected: a list of 0; expected at least 1",
    ),
    "a bad case": (
        {"correlation_id": "a", "rating": 1, "corrected": [CASES[0] | {"type": SECRET}]},
        "corrected.0.type: expected 'positive',",
    ),
    "an id twice": (
        {"correlation_id": "a", "rating": 1, "corrected": [CASES[0], CASES[0]]},
        "corrected: two test cases have one id; expected each id once",
    ),
    "a long comment": (
        {"correlation_id": "a", "rating": 1, "comment": SECRET * 300},
        "comment: expected a text to have at most 2000 characters",
    ),
    "a number for a comment": (
        {"correlation_id": "a", "rating": 1, "comment": 5},
        "comment: not a text; expected a string",
    ),
    "a list": ([1], 'body: not a JSON object sent as application/json; expected {"correlation_id": "...",'),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_feedback_is_refused_without_an_echo(baseline, case):
    """422 and one line with field and expectation; the name of an unknown field is the client's only text."""
    body, expected = BAD[case]
    status, message = refused(baseline.post(URL, json=body))

    assert 422 == status
    assert message.startswith(expected)
    assert SECRET not in message or case == "unknown"


def test_feedback_that_is_too_long_once_scrubbed_is_refused(keeping):
    """A placeholder may be longer than what it stands for."""
    client, _ = keeping
    title = " ".join(f"{letter}@x-y.org" for letter in "abcdefghijklmnopqrst")
    body = {"correlation_id": answered(client), "rating": 1, "corrected": [CASES[0] | {"title": title}]}
    told = refused(client.post(URL, json=body))

    assert 422 == told[0]
    assert told[1].startswith("corrected: a text is longer than it may be once personal data is replaced; ")


def test_a_story_without_a_suite_is_kept_and_can_be_rated(project: Project, ollama: FakeOllama):
    """With how each attempt failed, and nothing that the model wrote."""
    project.choose_model("not-json", ollama)
    path = project.folder / "records.sqlite"
    with serving(load_configuration, service_records=path) as client:
        failed = client.post("/test-use-cases/", json={"user_story": STORY})
        answer = failed.headers["X-Correlation-ID"]
        taken = client.post(URL, json={"correlation_id": answer, "rating": 1, "action": "rejected"})
    (kept,) = kept_under(path, answer)

    assert (502, 201) == (failed.status_code, taken.status_code)
    assert [Outcome.NOT_JSON] * 3 == [attempt.outcome for attempt in kept.request.attempts]
    assert (Outcome.NOT_JSON, ()) == (kept.request.ending, kept.request.test_cases)
    assert kept.feedback


def test_a_story_that_nobody_waits_for_is_kept(project: Project, ollama: FakeOllama):
    """As one that its client left."""
    project.choose_model("slow-headers", ollama)
    path = project.folder / "records.sqlite"
    with serving(load_configuration, service_records=path) as client:
        with pytest.raises(Exception, match="timed out"):
            client.post("/test-use-cases/", json={"user_story": STORY}, timeout=0.5)
        wait_for(lambda: len(endings(path)) > 0)

    assert ["client_left"] == endings(path)


def endings(path) -> list[str]:
    """How the stories in the file ended."""
    with RecordsFile(path) as file:
        return [str(kept.request.ending) for kept in file.between()]
