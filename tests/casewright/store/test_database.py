import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from casewright.errors import DataError
from casewright.store import Kept, ResponseStore, database
from tests.conftest import ROOT

REPLY = Kept(None, "", '{"test_cases": []}', "", "stop", "{}", "{}")
WRITER = """
import sys
from pathlib import Path
from casewright.store import Kept, ResponseStore
with ResponseStore(Path(sys.argv[1])) as store:
    for number in range(int(sys.argv[3])):
        reply = Kept(None, "", f"{sys.argv[2]} {number}", "", "stop", "", "")
        store.keep(f"{int(sys.argv[2]):032x}{number:032x}", "m", "d", reply)
    print(f"{store.find('0' * 64) is not None} {store._warned}")
"""


def key(number: int) -> str:
    """A key."""
    return f"{number:064x}"


@pytest.fixture
def path(tmp_path) -> Path:
    """Where a store may be."""
    return tmp_path / "folder" / "responses.sqlite"


def test_a_reply_is_found_again(path):
    """What was kept by one process is there for the next, field by field."""
    kept = Kept("truncated", "cut", "Ünïcode\n", "hm", "length", '{"wall_s": 1}', '{"host": "h"}')
    with ResponseStore(path) as store:
        store.keep(key(1), "m:1b", "d", kept)
    with ResponseStore(path) as store:
        found = store.find(key(1))
        missing = store.find(key(2))

    assert kept == found
    assert missing is None


def test_the_first_reply_stays_unless_it_is_measured_anew(path):
    """Two processes with one question agree on the first; only a run that reuses nothing replaces it."""
    other = REPLY._replace(text="other")
    with ResponseStore(path) as store:
        for reply in (REPLY, other):
            store.keep(key(1), "m", "d", reply)
        first = store.find(key(1))
        store.overwrites = True
        store.keep(key(1), "m", "d", other)
        second = store.find(key(1))

    assert REPLY == first
    assert other == second


def test_several_processes_write_at_once(path):
    """Four processes make the file and fill it together; nothing is lost, and none has to warn."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(number), "150"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    told = [process.communicate(timeout=60)[0].strip() for process in processes]
    with ResponseStore(path) as store:
        (usage,) = store.usage()

    assert [False] == list({line.endswith("True") for line in told}), told
    assert 600 == usage.replies


def test_usage_and_prune_go_by_model_and_age(path, monkeypatch):
    """What is deleted is what was asked for, and the rest stays."""
    with ResponseStore(path) as store:
        for number, (model, day) in enumerate([("a", 1), ("a", 9), ("b", 1), ("b", 9)]):
            monkeypatch.setattr(database.time, "time", lambda day=day: day * 86_400.0)
            store.keep(key(number), model, "d", REPLY)
        usage = list(store.usage())
        of_both = store.prune(before=5 * 86_400.0, model="a")
        by_age = store.prune(before=5 * 86_400.0)
        by_model = store.prune(model="b")
        left = list(store.usage())

    assert [("a", 2), ("b", 2)] == [(one.model, one.replies) for one in usage]
    assert (86_400.0, 9 * 86_400.0) == (usage[0].oldest, usage[0].newest)
    assert (1, 1, 1) == (of_both, by_age, by_model)
    assert [("a", 1)] == [(one.model, one.replies) for one in left]


def test_prune_takes_any_number_and_gives_the_room_back(path):
    """More rows than one deletion takes are all deleted, and the file shrinks."""
    large = REPLY._replace(text="x" * 2000)
    with ResponseStore(path) as store:
        for number in range(database._ROWS_PER_DELETION + 100):
            store.keep(key(number), "m", "d", large)
        store._execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = path.stat().st_size
        deleted = store.prune(model="m")

    assert database._ROWS_PER_DELETION + 100 == deleted
    assert path.stat().st_size < before / 10


def test_the_digest_of_a_tag_is_remembered(path):
    """The last one seen, for each tag."""
    with ResponseStore(path) as store:
        unknown = store.last_digest("m")
        for digest in ("one", "two"):
            store.saw("m", digest)
        last = store.last_digest("m")

    assert unknown is None
    assert "two" == last


@pytest.mark.parametrize(
    "content", [b"no database, but long enough to be one" * 200, b"SQLite format 3\0" + b"\xff" * 8000]
)
def test_a_damaged_file_is_refused_with_the_fix(path, content):
    """One line names the file and what to do, and the file stays as it is."""
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(
        DataError, match=r"responses\.sqlite: the response store is damaged .*generate\.store"
    ):
        ResponseStore(path)
    assert content == path.read_bytes()


def test_a_database_of_somebody_else_is_refused(path):
    """Nothing is written into a file that is not ours."""
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (a)")
    other.close()

    with pytest.raises(DataError, match="not a response store of Casewright"):
        ResponseStore(path)


def test_a_store_of_a_later_version_is_refused(path):
    """Its version and ours are named."""
    ResponseStore(path).__exit__()
    with sqlite3.connect(path) as later:
        later.execute("PRAGMA user_version = 99")
    later.close()

    with pytest.raises(DataError, match="version 99, this Casewright reads version 1"):
        ResponseStore(path)


def test_a_full_disk_is_told_once_and_loses_no_run(path, capsys):
    """Writing fails from some reply on; reading goes on, and there is one warning."""
    with ResponseStore(path) as store:
        store.keep(key(0), "m", "d", REPLY)
        (pages,) = store._execute("PRAGMA page_count")[0]
        store._execute(f"PRAGMA max_page_count = {pages}")
        for number in range(1, 30):
            store.keep(key(number), "m", "d", REPLY._replace(text="x" * 9000))
        found = store.find(key(0))

    assert REPLY == found
    assert 1 == capsys.readouterr().err.count("warning: ")


def test_a_file_that_cannot_be_written_is_still_read(path, capsys, monkeypatch):
    """A store on a read-only disk serves what it has."""
    with ResponseStore(path) as store:
        store.keep(key(0), "m", "d", REPLY)
    real = sqlite3.connect
    monkeypatch.setattr(
        database.sqlite3, "connect", lambda file, **how: real(f"file:{file}?mode=ro", uri=True, **how)
    )
    with ResponseStore(path) as store:
        store.keep(key(1), "m", "d", REPLY)
        found, missing = store.find(key(0)), store.find(key(1))

    assert (REPLY, None) == (found, missing)
    assert 1 == capsys.readouterr().err.count("the run goes on")


def test_a_folder_that_cannot_be_made_is_told_once(tmp_path, capsys):
    """Without a store nothing is found and nothing is kept, and that is all."""
    (tmp_path / "file").write_text("in the way")
    with ResponseStore(tmp_path / "file" / "responses.sqlite") as store:
        store.keep(key(0), "m", "d", REPLY)
        found = store.find(key(0))

    assert found is None
    assert 1 == capsys.readouterr().err.count("warning: ")
