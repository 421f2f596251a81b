import sqlite3

import numpy as np
import pytest

from casewright.vectors import VectorStore, beside

DIGEST = "a1b2"


def vectors(count):
    """So many vectors by text."""
    return {f"text {n}": np.array([n, 0.5], dtype=np.float32) for n in range(count)}


def test_what_is_kept_is_found_again(tmp_path):
    """In another session too, more at once than one statement takes, and to the last bit."""
    first = VectorStore(tmp_path / "folder" / "embeddings.sqlite")
    first.keep(DIGEST, vectors(1200))
    first.close()
    found = VectorStore(first.path).find(DIGEST, [f"text {n}" for n in range(1201)])

    assert 1200 == len(found)
    assert [7.0, 0.5] == found["text 7"].tolist()


def test_a_response_store_has_a_file_beside_it(tmp_path):
    """Two stores in one folder keep their vectors apart."""
    assert tmp_path / "responses-embeddings.sqlite" == beside(tmp_path / "responses.sqlite")


def test_another_model_has_other_vectors(tmp_path):
    """The digest is part of the key."""
    store = VectorStore(tmp_path / "embeddings.sqlite")
    store.keep(DIGEST, vectors(1))

    assert {} == store.find("another", ["text 0"])


@pytest.mark.parametrize("content", [b"no database at all" * 100, None])
def test_trouble_with_the_file_ends_no_run(tmp_path, capsys, content):
    """A damaged file, or a folder in its place, is told once; nothing is found and nothing kept."""
    path = tmp_path / "embeddings.sqlite"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    store = VectorStore(path)
    store.keep(DIGEST, vectors(1))

    assert {} == store.find(DIGEST, ["text 0"])
    assert 1 == capsys.readouterr().err.count("embeddings cannot be kept")


def test_a_file_that_breaks_later_ends_no_run(tmp_path, capsys):
    """What cannot be read or written any more is computed again."""
    store = VectorStore(tmp_path / "embeddings.sqlite")
    with sqlite3.connect(store.path) as other:
        other.execute("DROP TABLE vectors")
    found = store.find(DIGEST, ["text 0"])
    store.keep(DIGEST, vectors(1))

    assert {} == found
    assert 1 == capsys.readouterr().err.count("the run goes on")
