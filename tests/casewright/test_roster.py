import pytest

from casewright.errors import ServerError
from casewright.machine import FreeMemory
from casewright.roster import Host, admit

GB = 10**9
SIZES = {"a:1b": 1 * GB, "b:8b": 5 * GB, "c:latest": None, "d:tiny": 1_100_000}


def host(ram_gb=4, gpu_gb=None, held_gb=0.0, *, here=True):
    """A server with three models, on a machine with so much that is free."""
    free = FreeMemory(int(ram_gb * GB), None if gpu_gb is None else int(gpu_gb * GB))
    return Host("http://127.0.0.1:11434", SIZES, int(held_gb * GB), free if here else None)


@pytest.mark.parametrize("one", [host(6), host(4, gpu_gb=2), host(4, held_gb=1.5), host(1, here=False)])
def test_a_model_passes_where_it_fits_or_nobody_can_tell(one):
    """Main memory and GPUs together, and what the server frees; another machine's memory is not known."""
    assert 1 == len(admit(["a:1b", "b:8b", "c"], [one]))


def test_a_model_larger_than_what_is_free_is_refused():
    """With its size, what is free, and where that was read; one that fits is not named."""
    with pytest.raises(ServerError) as caught:
        admit(["a:1b", "b:8b"], [host(3, gpu_gb=1, held_gb=0.5)])

    assert str(caught.value).startswith(
        "too large for the memory at http://127.0.0.1:11434: 'b:8b' (5.0 GB of weights); 4.5 GB free "
        "(main memory 3.0 GB, GPUs 1.0 GB and 0.5 GB held by loaded models); take a smaller"
    )


def test_every_server_and_every_problem_is_named():
    """A model that is missing and one that is too large, on each server."""
    with pytest.raises(ServerError) as caught:
        admit(["b:8b", "gone"], [host(1), host(1)])

    assert 2 == str(caught.value).count("not on the Ollama server")
    assert 2 == str(caught.value).count("too large for the memory")


def test_what_is_not_known_is_told():
    """A size that the server does not say, and memory of another machine; a small model has a size, too."""
    (line,) = admit(["a:1b", "c", "d:tiny"], [host(here=False)])

    assert "a:1b 1.0 GB, c of unknown size, d:tiny 1.1 MB; it is another machine" in line
