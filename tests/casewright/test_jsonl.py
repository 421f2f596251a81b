import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.errors import DataError
from casewright.files import write_jsonl
from casewright.jsonl import Records, Spool
from casewright.records import UserStory
from tests.builders import a_story

STORIES = [a_story(id=f"US-{number:03d}") for number in range(1, 8)]


@pytest.fixture
def path(tmp_path):
    """A file of stories."""
    write_jsonl(tmp_path / "stories.jsonl", STORIES)
    return tmp_path / "stories.jsonl"


def test_records_are_counted_and_read_again_and_again(path):
    """A file can be gone through by every cell of a run, and two may be at different places of it."""
    records = Records(path, UserStory)
    ahead = iter(records)
    next(ahead)

    assert len(STORIES) == len(records)
    assert STORIES == list(records)
    assert STORIES[1:] == list(ahead)


def test_a_file_that_is_missing_is_named(tmp_path):
    """The line says which command writes it."""
    with pytest.raises(DataError, match=r"none\.jsonl: there is no such file; run `dvc repro`"):
        Records(tmp_path / "none.jsonl", UserStory)


def test_a_line_that_is_no_record_is_named(path):
    """File, line and field, once it is come to."""
    with path.open("a") as file:
        file.write('{"id": "US-9"}\n')

    with pytest.raises(DataError, match=r"stories\.jsonl: line 8: story: Field required"):
        list(Records(path, UserStory))


@given(st.permutations(range(len(STORIES))))
def test_a_spool_gives_records_back_in_their_order(tmp_path_factory, order):
    """Whatever the order in which they come in, the file has them by position, and nothing else is left."""
    path = tmp_path_factory.mktemp("spool") / "stories.jsonl"
    with Spool(path) as spool:
        for position in order:
            spool.put(position, STORIES[position])
        spool.finish()

    assert STORIES == list(Records(path, UserStory))
    assert [path] == list(path.parent.iterdir())


def test_a_spool_that_is_left_early_leaves_nothing(tmp_path):
    """A run that stops takes its scratch file along."""
    with Spool(tmp_path / "stories.jsonl") as spool:
        spool.put(3, STORIES[0])

    assert [] == list(tmp_path.iterdir())
