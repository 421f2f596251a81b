import logging
import os
import resource
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from casewright.errors import DataError
from service.production import keeper as module
from service.production.file import RecordsFile
from service.production.keeper import Keeper
from service.production.metrics import Counts
from tests.builders import a_case
from tests.service.production.made import (
    ABOUT_SOMEBODY,
    DAY_S,
    a_request,
    an_attempt_kept,
    bytes_of,
    feedback,
    fill,
)

SOON_S = 10


@pytest.fixture
def path(tmp_path) -> Path:
    """Where records may be."""
    return tmp_path / "records.sqlite"


@pytest.fixture
def registry() -> CollectorRegistry:
    """Where the counts are to be seen."""
    return CollectorRegistry()


@pytest.fixture
def opened(path, params, registry):
    """What opens the file for an hour's or a month's keeping; it is closed when the test ends."""
    keepers: list[Keeper] = []

    def open_keeper(days: int = 30) -> Keeper:
        keepers.append(Keeper(path, days, params.clean, Counts(registry)))
        return keepers[-1]

    yield open_keeper
    for keeper in keepers:
        keeper.close()


def count(registry: CollectorRegistry, name: str, **labels: str) -> float:
    """The value of one of the counters."""
    return registry.get_sample_value(f"casewright_records_{name}_total", labels) or 0.0


def wait_for(condition: Callable[[], bool]) -> None:
    """Return as soon as it holds."""
    ends = time.monotonic() + SOON_S
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.005)


def requests_in(path: Path) -> int:
    """How many there are now."""
    with RecordsFile(path) as file:
        return file.contents().requests


def test_what_is_handed_over_is_written(path, opened, registry):
    """In order, so that feedback finds the answer that was handed over just before; and counted."""
    keeper = opened()
    futures = [keeper.put(one) for one in (a_request(), feedback(), feedback("answer-2"))]
    written = [future.result(SOON_S) for future in futures]

    assert [(True, True), (True, True), (False, False)] == [(one.kept, one.known) for one in written]
    assert 1 == count(registry, "kept", kind="request") == count(registry, "kept", kind="feedback")
    assert 0 == count(registry, "lost", kind="feedback")


def test_what_is_waiting_is_written_at_the_end(path, opened):
    """A service that stops loses nothing that it accepted."""
    keeper = opened()
    for number in range(200):
        keeper.put(a_request(f"answer-{number}"))
    keeper.close()

    assert 200 == requests_in(path)
    assert not [thread for thread in threading.enumerate() if thread.name == "records"]


def test_more_than_may_wait_is_lost_counted_and_told_once(path, opened, registry, monkeypatch, caplog):
    """While another process holds the file; nothing waits for it, and what was waiting is written after."""
    monkeypatch.setattr("service.production.schema.BUSY_S", 30.0)
    keeper = opened()
    keeper.put(a_request()).result(SOON_S)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    futures = [keeper.put(a_request()) for _ in range(module.WAITING + module._AT_ONCE + 50)]
    lost = count(registry, "lost", kind="request")
    other.execute("COMMIT")
    other.close()
    kept = sum(future.result(SOON_S).kept for future in futures)

    assert 50 <= lost <= 50 + module._AT_ONCE
    assert len(futures) == kept + lost
    assert 1 + kept == requests_in(path)
    (told,) = [record.getMessage() for record in caplog.records]
    assert (
        told == f"{path}: records lost: 1 (256 entries are waiting for the disk); answers go on as they are"
    )


def test_a_disk_that_is_full_loses_records_and_nothing_else(path, opened, registry, caplog):
    """They are counted and told, and keeping goes on by itself when there is room again."""
    keeper = opened()
    keeper.put(a_request()).result(SOON_S)
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, unlimited[1]))
        full = keeper.put(a_request("answer-2")).result(SOON_S)
        rated = keeper.put(feedback()).result(SOON_S)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    after = keeper.put(a_request("answer-3")).result(SOON_S)
    keeper.close()
    with RecordsFile(path) as file:
        names = [kept.request.correlation_id for kept in file.between()]

    assert [(False, True), (False, True), (True, True)] == [
        (one.kept, one.known) for one in (full, rated, after)
    ]
    assert (1, 1) == tuple(count(registry, "lost", kind=kind) for kind in ("request", "feedback"))
    assert ["answer-1", "answer-3"] == names
    assert 1 == caplog.text.count("records lost: 1 (OperationalError: ")


def test_a_disk_that_is_full_at_the_start_stops_nothing(path, opened, caplog):
    """The file is made when there is room."""
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, unlimited[1]))
        keeper = opened()
        full = keeper.put(a_request()).result(SOON_S)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    after = keeper.put(a_request()).result(SOON_S)

    assert (False, True) == (full.kept, after.kept)
    assert "records cannot be looked after now (OperationalError: " in caplog.text


@pytest.mark.parametrize("in_the_way", ["a file for the folder", "a folder for the file", "a folder to read"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path, params, in_the_way):
    """Before a request is served, in one line that names the setting."""
    path = tmp_path / "records" / "records.sqlite"
    if in_the_way == "a file for the folder":
        path.parent.write_text("")
    else:
        (path if in_the_way == "a folder for the file" else path.parent).mkdir(parents=True)
    if in_the_way == "a folder to read":
        if os.geteuid() == 0:
            pytest.skip("root may write everywhere")
        path.parent.chmod(0o500)

    with pytest.raises(DataError) as refused:
        Keeper(path, 30, params.clean, Counts())
    assert str(refused.value).startswith(f"{path}: records cannot be kept there (")
    assert str(refused.value).endswith("; set SERVICE_RECORDS to a file that the service may write")


def test_what_is_old_is_deleted_at_the_start(path, opened, registry):
    """With the feedback on it, from every byte of the file."""
    now_s = time.time()
    old = [a_request("oldest-1", kept_at=now_s - days * DAY_S) for days in (40, 31)]
    fill(path, *old, feedback("oldest-1", comment="oldest-2"), a_request(kept_at=now_s - 29 * DAY_S))
    opened()
    wait_for(lambda: requests_in(path) == 1)
    wait_for(lambda: b"oldest" not in bytes_of(path))

    assert 2 == count(registry, "pruned")


def test_what_becomes_old_is_deleted_while_the_service_runs(path, opened, monkeypatch):
    """Every day, of which the test has short ones."""
    monkeypatch.setattr(module, "_S_PER_DAY", 0.05)
    keeper = opened(days=2)
    kept = keeper.put(a_request(kept_at=time.time())).result(SOON_S)
    wait_for(lambda: requests_in(path) == 0)

    assert kept.kept


def test_what_cannot_be_written_takes_nothing_else_with_it(path, opened, registry, caplog):
    """Half a character, which a model may write, and no UTF-8 can carry."""
    keeper = opened()
    broken = a_request(attempts=[an_attempt_kept(detail="\ud800")])
    written = [keeper.put(one).result(SOON_S).kept for one in (broken, a_request("answer-2"))]

    assert [False, True] == written
    assert 1 == count(registry, "lost", kind="request")
    assert "records lost: 1 (PydanticSerializationError)" in caplog.text


def test_feedback_that_scrubbing_makes_too_long_is_told_apart(opened):
    """Nobody can keep it, whatever the disk does."""
    keeper = opened()
    title = " ".join(f"{letter}@x-y.org" for letter in "abcdefghijklmnopqrst")
    written = keeper.put(feedback(corrected=(a_case(title=title),))).result(SOON_S)

    assert (False, True) == (written.kept, written.unfit)


def test_the_log_says_nothing_of_what_was_to_be_kept(path, opened, caplog):
    """Whatever went wrong with it."""
    caplog.set_level(logging.DEBUG)
    keeper = opened()
    broken = a_request(attempts=[an_attempt_kept(detail=f"{ABOUT_SOMEBODY}\ud800")])
    keeper.put(broken).result(SOON_S)

    assert caplog.records
    assert "lindqvist" not in caplog.text.lower()
