"""The review against a real Label Studio: what a file that only looks like an export cannot prove.

Runs where a `label-studio` is on PATH or CASEWRIGHT_LABEL_STUDIO names one, which needs an environment of its
own; nothing is downloaded. Seen with 1.23.2.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from casewright.records import Action, Aspect
from casewright.review.importing import read_reviews
from casewright.review.labelstudio import RULES, labelling_config, to_tasks
from tests.casewright.review.made import a_key, a_task

BINARY = shutil.which(os.environ.get("CASEWRIGHT_LABEL_STUDIO") or "label-studio")
TOKEN = "0123456789abcdef0123456789abcdef01234567"
START_S = 180.0

pytestmark = [
    pytest.mark.label_studio,
    pytest.mark.skipif(BINARY is None, reason="no `label-studio` on PATH or in CASEWRIGHT_LABEL_STUDIO"),
    pytest.mark.timeout(300),  # it makes its database first
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server of our own, with its database in a folder of its own."""
    folder = tmp_path_factory.mktemp("label-studio")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
    }
    user = ["--username", "first@example.com", "--password", "Not-a-secret-1", "--user-token", TOKEN]
    command = [str(BINARY), "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", port, *user]
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, env=environment, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
    headers = {"Authorization": f"Token {TOKEN}"}
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:
            wait_for(client, server, log)
            yield client
    finally:
        server.terminate()
        server.wait(30)


def wait_for(client: httpx.Client, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text(encoding="utf-8")[-2000:]
        try:
            if client.get("/health").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8")[-2000:])


def post(client: httpx.Client, path: str, body: object) -> dict[str, object]:
    """What the server answers; a refusal is shown."""
    answer = client.post(path, json=body)
    assert answer.is_success, answer.text
    return dict(answer.json())


def annotation(rating: int, action: Action, **texts: str) -> dict[str, object]:
    """What a person fills in, as the form sends it."""
    controls: list[tuple[str, str, dict[str, object]]] = [
        (aspect.value, "rating", {"rating": rating}) for aspect in Aspect
    ]
    controls.append(("action", "choices", {"choices": [action.value]}))
    controls += [(name, "textarea", {"text": [text]}) for name, text in texts.items()]
    result = [
        {"from_name": name, "to_name": "suite", "type": kind, "value": value}
        for name, kind, value in controls
    ]
    return {"result": result}


def test_a_sample_goes_through_label_studio_and_comes_back(client, tmp_path):
    """The form is taken, tasks and predictions are there, and the answers of two people are read back."""
    key = a_key(*(a_task(n, predicted=dict.fromkeys(Aspect, 3)) for n in (1, 2, 3)), predictions=True)
    project = post(client, "/api/projects", {"title": "Review", "label_config": labelling_config()})["id"]
    tasks = to_tasks(key.tasks, predictions=True)
    counts = post(client, f"/api/projects/{project}/import", tasks)
    second = post(
        client, "/api/users", {"email": "b@example.com", "username": "b", "password": "Not-a-secret-2"}
    )
    there = client.get("/api/tasks", params={"project": project, "fields": "all"}).json()["tasks"]
    first, other, third = sorted(there, key=lambda task: task["data"]["task"])
    mended = first["data"]["suite"].replace("Expected: ", "Expected: Mended: ")
    for task, told in (
        (first, annotation(4, Action.MINOR_EDIT, corrected=mended, comment="Nearly.")),
        (first, annotation(5, Action.ACCEPT) | {"completed_by": second["id"]}),
        (other, annotation(1, Action.DISCARD)),
        (third, {"result": [], "was_cancelled": True}),
    ):
        post(client, f"/api/tasks/{task['id']}/annotations/", told)
    exported = client.get(
        f"/api/projects/{project}/export", params={"exportType": "JSON", "download_all_tasks": "true"}
    )
    path = tmp_path / "export.json"
    path.write_bytes(exported.content)
    found = read_reviews([path], key)

    assert (3, 3) == (counts["task_count"], counts["prediction_count"])
    assert {RULES} == {made["model_version"] for task in there for made in task["predictions"]}
    assert ((), 1) == (found.problems, found.open)
    assert [("001", 4), ("001", 5), ("002", 1)] == sorted(
        (review.task[-3:], review.ratings[Aspect.CLARITY]) for review in found.reviews
    )
    assert 2 == len({review.reviewer for review in found.reviews})
    (edit,) = (review for review in found.reviews if review.action is Action.MINOR_EDIT)
    assert ("Nearly.", 3) == (edit.comment, len(edit.corrected))
    assert edit.corrected[0].expected_result.startswith("Mended: ")
