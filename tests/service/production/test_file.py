import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.records import Outcome
from service.production.file import Contents, RecordsFile
from service.production.kept import FeedbackAction, Kept, Unanswered
from tests.builders import ROOT, a_case, a_story
from tests.service.production.made import (
    DAY_S,
    NOW_S,
    a_request,
    an_attempt_kept,
    bytes_of,
    feedback,
    fill,
)

WRITER = """
import sys
from collections import Counter
from pathlib import Path
from service.production.file import RecordsFile
from service.production.kept import KeptRequest
request = KeptRequest.model_validate_json(sys.argv[3])
with RecordsFile(Path(sys.argv[1])) as file:
    for batch in range(int(sys.argv[2])):
        with file.transaction():
            for _ in range(5):
                file.add(request.model_copy(update={"correlation_id": f"{request.correlation_id}-{batch}"}))
        print(batch, flush=True)
"""
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=25, max_size=80).filter(
    lambda text: len(text.strip()) >= 20
)


@pytest.fixture
def path(tmp_path) -> Path:
    """Where records may be."""
    return tmp_path / "folder" / "records.sqlite"


def write(file: RecordsFile, *requests: Any) -> None:
    """Keep these."""
    for request in requests:
        file.add(request)


def writer(path: Path, name: str, batches: int) -> subprocess.Popen[str]:
    """A process that keeps batches of five, and prints the number of each that is written."""
    request = a_request(name).model_dump_json()
    command = [sys.executable, "-c", WRITER, str(path), str(batches), request]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    story=TEXT,
    criteria=st.lists(TEXT, max_size=2),
    title=TEXT,
    ending=st.sampled_from([*Outcome, *Unanswered]),
    outcomes=st.lists(st.sampled_from(Outcome), max_size=3),
    detail=st.text(st.characters(codec="utf-8"), max_size=40),
    rating=st.integers(1, 5),
    action=st.sampled_from([None, *FeedbackAction]),
    comment=st.text(st.characters(codec="utf-8"), max_size=40),
    kept_at=st.floats(0, 4e9),
)
def test_what_is_kept_is_read_back_equal(
    tmp_path, story, criteria, title, ending, outcomes, detail, rating, action, comment, kept_at
):
    """Every field of request and feedback, whatever is in it."""
    attempts = [an_attempt_kept(outcome, 1 + number, detail) for number, outcome in enumerate(outcomes)]
    request = a_request(
        story=a_story(story=story, acceptance_criteria=criteria),
        test_cases=(a_case(title=title),),
        attempts=attempts,
        ending=ending,
        kept_at=kept_at,
    )
    rated = feedback(rating=rating, action=action, comment=comment, corrected=(a_case(title=title),))
    path = tmp_path / "records.sqlite"
    path.unlink(missing_ok=True)
    fill(path, request, rated)
    with RecordsFile(path) as file:
        found = list(file.between())

    assert [Kept(request, rated)] == found


def test_feedback_is_on_the_last_answer_and_replaces_what_was_sent_before(path):
    """One a request; a client that uses a correlation id again rates what it got last."""
    first, second, other = a_request(), a_request(role="canary"), a_request("answer-2")
    fill(path, first, second, other, feedback(rating=1), feedback(rating=4, comment="better"))
    with RecordsFile(path) as file:
        found, of_one, contents = list(file.between()), list(file.of("answer-2")), file.contents()

    rated = feedback(rating=4, comment="better")
    assert [Kept(first, None), Kept(second, rated), Kept(other, None)] == found
    assert [Kept(other, None)] == of_one
    assert Contents(3, 1, NOW_S, NOW_S) == contents


def test_feedback_on_nothing_is_not_kept(path):
    """There is no answer of that correlation id."""
    fill(path, a_request())
    with RecordsFile(path) as file:
        rated = file.rate(feedback("answer-2"))

    assert rated is None


def test_what_is_read_can_be_bounded_in_time(path):
    """From a time to before another, oldest first."""
    days = [a_request(f"answer-{day}", kept_at=NOW_S + day * DAY_S) for day in range(4)]
    fill(path, *days)
    with RecordsFile(path) as file:
        found = [kept.request for kept in file.between(NOW_S + DAY_S, NOW_S + 3 * DAY_S)]

    assert days[1:3] == found


def test_what_is_deleted_is_in_no_byte_of_the_file(path):
    """Neither in pages that SQLite rebuilt, nor in the log beside the file; feedback goes with its answer."""
    chance = random.Random(2)
    words = [chance.choice(("forgetme", "remember")) for _ in range(500)]
    with RecordsFile(path) as file:
        for number, word in enumerate(words):
            old = word == "forgetme"
            detail = an_attempt_kept(detail=word * chance.randrange(60))
            kept_at = NOW_S - old * DAY_S
            file.add(a_request(f"{word}-{number}", kept_at=kept_at, attempts=[detail], test_cases=()))
            for rated in chance.sample(range(number + 1), min(3, number)):
                file.rate(feedback(f"{words[rated]}-{rated}", comment=words[rated] * chance.randrange(100)))
            if chance.random() < 0.1:
                gone = chance.randrange(number + 1)
                file.delete(f"{words[gone]}-{gone}")
        before = bytes_of(path).count(b"forgetme")
        deleted = file.prune(NOW_S)
        overwritten = file.overwrite()
        left = file.contents()

    assert before > 1000
    assert overwritten
    assert 0 == bytes_of(path).count(b"forgetme")
    assert words.count("forgetme") > deleted.requests > deleted.feedback > 100
    assert words.count("remember") > left.requests > left.feedback > 100
    assert (NOW_S - DAY_S, NOW_S) == (deleted.newest, left.oldest)


def test_what_was_kept_under_a_correlation_id_can_be_deleted(path):
    """All of it, and nothing else."""
    fill(path, a_request(), a_request(), a_request("answer-2"), feedback())
    with RecordsFile(path) as file:
        deleted, nothing, left = file.delete("answer-1"), file.delete("answer-3"), file.contents()

    assert Contents(2, 1, NOW_S, NOW_S) == deleted
    assert Contents(0, 0, None, None) == nothing
    assert (1, 0) == (left.requests, left.feedback)


def test_a_reader_in_the_way_of_deletion_is_told(path, monkeypatch):
    """What was deleted may still be in the log beside the file for as long as somebody reads it."""
    monkeypatch.setattr("service.production.schema.BUSY_S", 0.1)
    fill(path, a_request(), a_request("answer-2"))
    with RecordsFile(path) as reader, RecordsFile(path) as file:
        reading = reader.between()
        next(reading)
        file.delete("answer-2")
        while_read = file.overwrite()
        reading.close()
        after = file.overwrite()

    assert (False, True) == (while_read, after)


def test_only_the_owner_may_read_the_file(path):
    """Nor what SQLite writes beside it; a file that was open to others is closed to them."""
    with RecordsFile(path) as file:
        file.add(a_request())
        modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
    path.chmod(0o644)
    RecordsFile(path).__exit__()

    assert {"records.sqlite": 0o600, "records.sqlite-wal": 0o600, "records.sqlite-shm": 0o600} == modes
    assert 0o600 == path.stat().st_mode & 0o777


def test_two_processes_write_to_one_file_and_one_is_killed(path):
    """The other's are all there; of the killed one what it said was written, and nothing half."""
    lasting, killed = writer(path, "lasting", 30), writer(path, "killed", 100_000)
    assert killed.stdout
    for _ in range(7):
        killed.stdout.readline()
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    lasting.communicate(timeout=60)
    with RecordsFile(path) as file:
        (integrity,) = file._db.execute("PRAGMA integrity_check").fetchone()
        sizes = Counter(kept.request.correlation_id for kept in file.between())

    assert ("ok", 0) == (integrity, lasting.returncode)
    assert {5} == set(sizes.values())
    assert {f"lasting-{batch}" for batch in range(30)} | {f"killed-{batch}" for batch in range(7)} <= set(
        sizes
    )


def test_a_transaction_that_fails_leaves_nothing(path):
    """Not even what was written before the failure."""
    with RecordsFile(path) as file:
        with pytest.raises(AttributeError), file.transaction():
            write(file, a_request(), None)
        contents = file.contents()

    assert Contents(0, 0, None, None) == contents


def test_a_full_disk_leaves_what_there_was(path):
    """The transaction fails as a whole, and the next smaller one may go through."""
    with RecordsFile(path) as file:
        (pages,) = file._db.execute("PRAGMA page_count").fetchone()
        file._db.execute(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(sqlite3.OperationalError, match="full"), file.transaction():
            write(file, *[a_request()] * 50)
        with file.transaction():
            file.add(a_request())
        contents = file.contents()

    assert 1 == contents.requests
