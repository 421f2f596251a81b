import pytest

from casewright.errors import ServerError
from casewright.ollama import hosts, is_local, local_port, resolve_host
from tests.conftest import server_params


@pytest.mark.parametrize(
    ("in_params", "in_environment", "expected"),
    [
        (None, None, "http://127.0.0.1:11434"),
        ("http://gpu:11434/", None, "http://gpu:11434"),
        ("http://gpu:1", "other:2", "http://gpu:1"),
        (None, "gpu", "http://gpu:11434"),
        (None, "gpu:8080", "http://gpu:8080"),
        (None, "gpu:8080/", "http://gpu:8080"),
        (None, " http://gpu:8080 ", "http://gpu:8080"),
        (None, "http://gpu", "http://gpu"),
        (None, "https://gpu/ollama/", "https://gpu/ollama"),
        (None, ":8080", "http://127.0.0.1:8080"),
        (None, "0.0.0.0", "http://127.0.0.1:11434"),
        (None, "0.0.0.0:8080", "http://127.0.0.1:8080"),
        (None, "http://0.0.0.0:8080", "http://127.0.0.1:8080"),
        (None, "[::]:8080", "http://127.0.0.1:8080"),
        (None, "[::1]", "http://[::1]:11434"),
        (None, "10.0.0.0:8080", "http://10.0.0.0:8080"),
    ],
)
def test_the_address_comes_from_params_then_environment(monkeypatch, in_params, in_environment, expected):
    """params.yaml wins over OLLAMA_HOST; an address to listen on becomes one to call."""
    if in_environment is not None:
        monkeypatch.setenv("OLLAMA_HOST", in_environment)

    assert resolve_host(server_params(in_params)) == expected


def test_an_address_that_is_none_is_refused():
    """A port that is no number is one line with the value and an example."""
    with pytest.raises(ServerError, match=r"'gpu:eleven' in ollama\.host, .* OLLAMA_HOST.*http://127"):
        resolve_host(server_params("gpu:eleven"))


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("http://127.0.0.1:11434", True),
        ("http://localhost", True),
        ("http://[::1]:1", True),
        ("http://127.0.1.1", True),
        ("http://gpu", False),
    ],
)
def test_this_machine_is_told_from_others(host, local):
    """Processor and memory are measured only where the model runs here."""
    assert is_local(host) == local


@pytest.mark.parametrize(
    ("host", "port"),
    [
        ("http://127.0.0.1:11434", 11434),
        ("http://localhost", 80),
        ("https://[::1]", 443),
        ("http://gpu:11434", None),
    ],
)
def test_a_port_is_looked_for_on_this_machine_only(host, port):
    """The port that a local server listens at; none for a server elsewhere."""
    assert local_port(host) == port


def test_several_servers_are_each_named_once():
    """`ollama.hosts` goes before `ollama.host`, in its order, as addresses that can be called."""
    params = server_params("http://one:1", hosts=("gpu", "0.0.0.0:8080", "http://gpu:11434"))

    assert hosts(params) == ("http://gpu:11434", "http://127.0.0.1:8080")


def test_without_a_list_there_is_one_server():
    """The one that `ollama.host` or the environment names."""
    assert hosts(server_params("gpu")) == ("http://gpu:11434",)
