import hashlib
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.errors import ParamsError
from service.keys import Keys, entry_of
from tests.conftest import ROOT

ALICE = entry_of("alice", "cw_one")


def test_an_entry_is_a_name_and_the_hash_of_its_key():
    """What is configured lets nobody in who has only read it."""
    assert ALICE == f"alice:{hashlib.sha256(b'cw_one').hexdigest()}"


def test_a_key_is_known_by_the_name_of_its_entry():
    """The new and the old key of one client have one name; the hash in capitals is the same hash."""
    keys = Keys([ALICE, entry_of("bob", "cw_two").replace("bob", "BOB").upper(), entry_of("alice", "cw_old")])

    assert [keys.name_of(key) for key in ("cw_one", "cw_two", "cw_old")] == ["alice", "BOB", "alice"]
    assert keys


@pytest.mark.parametrize("key", ["", "cw_on", "cw_one ", "CW_ONE", ALICE, ALICE[6:], "ünï"])
def test_what_is_no_key_is_nobodys(key: str):
    """Neither a part of a key, nor the entry itself."""
    assert Keys([ALICE]).name_of(key) is None


def test_without_entries_there_are_no_keys():
    """That is how keys are off."""
    assert not Keys([])


@pytest.mark.parametrize(
    "entry", ["swordfish", "alice:swordfish", f"al ice:{'0' * 64}", f":{'0' * 64}", f"alice:{'0' * 63}", ""]
)
def test_what_is_no_entry_is_refused_without_being_shown(entry: str):
    """Somebody may have configured the key itself."""
    with pytest.raises(ParamsError) as caught:
        Keys([ALICE, entry])
    message = str(caught.value)

    assert message == (
        "environment: SERVICE_API_KEYS: entry 2 is not name:sha256 with 64 hexadecimal digits; "
        "`python -m service.keys NAME` makes one"
    )


@given(st.text())
def test_any_text_is_an_entry_or_refused_in_one_line(entry: str):
    """Nothing else can come of it."""
    problem = ""
    try:
        Keys([entry])
    except ParamsError as error:
        problem = str(error)

    assert "\n" not in problem


def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """What `python -m service.keys` does."""
    words = [sys.executable, "-m", "service.keys", *arguments]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=30)


def test_the_command_makes_a_key_that_its_entry_lets_in():
    """The key is printed once; it has 256 random bits."""
    done = command("ci-runner")
    found = re.fullmatch(
        r"key, shown only now: (cw_\S{43})\nadd to SERVICE_API_KEYS, .*: (\S+)\n", done.stdout
    )

    assert found is not None
    assert Keys([found[2]]).name_of(found[1]) == "ci-runner"


def test_the_command_refuses_a_name_that_no_entry_can_have():
    """One line, exit status 1."""
    done = command("two words")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: name 'two words': expected 1 to 64 letters, digits, '.', '_' or '-'\n"
