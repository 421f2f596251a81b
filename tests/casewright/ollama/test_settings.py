import os
import subprocess
import sys

from casewright.ollama import ServerSettings, server_settings
from tests.conftest import ROOT


def test_settings_are_read_from_the_servers_own_process():
    """Known settings only: what else is in an environment, secrets first, is never looked at."""
    command = [sys.executable, "-m", "tests.fake_ollama"]
    environment = os.environ | {"OLLAMA_NUM_PARALLEL": "4", "OLLAMA_API_KEY": "secret", "OLLAMA_HOST": "x"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        host = process.stdout.readline().strip()
        settings = server_settings(host)
        process.terminate()

    assert settings.source == "server process"
    assert settings.values["OLLAMA_NUM_PARALLEL"] == "4"
    assert not {"OLLAMA_API_KEY", "OLLAMA_HOST"} & set(settings.values)


def test_without_a_process_the_own_environment_is_all_there_is(nowhere, monkeypatch):
    """A local server that cannot be looked into may have been started from the same shell."""
    monkeypatch.setattr("casewright.machine.processes._running_ollama", set)
    monkeypatch.setenv("OLLAMA_KV_CACHE_TYPE", "q8_0")
    settings = server_settings(nowhere)

    assert settings.source == "own environment"
    assert settings.values["OLLAMA_KV_CACHE_TYPE"] == "q8_0"


def test_a_server_elsewhere_keeps_its_settings_to_itself(monkeypatch):
    """The environment here says nothing of another machine's."""
    monkeypatch.setenv("OLLAMA_KV_CACHE_TYPE", "q8_0")

    assert server_settings("http://gpu:11434") == ServerSettings("not known", {})
