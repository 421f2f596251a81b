import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from casewright.errors import ParamsError
from service import settings
from service.settings import ServiceSettings, load_settings
from tests.conftest import ROOT


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No setting from the environment, from `.env` or from secrets."""
    monkeypatch.chdir(tmp_path)
    for name in [*ServiceSettings.model_fields, "ollama_service_host"]:
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def example() -> Mapping[str, str]:
    """What `.env.example` sets, by name."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Z_0-9]+)=(.*)$", text, re.MULTILINE))


def test_the_example_names_every_setting(environment: pytest.MonkeyPatch):
    """`.env.example` and the settings have the same names."""
    names = {name.upper() for name in ServiceSettings.model_fields}

    assert names - {"OLLAMA_HOST", "OLLAMA_SERVICE_MODEL"} == set(example()) - {"OLLAMA_SERVICE_HOST"}


def test_the_example_changes_nothing(environment: pytest.MonkeyPatch):
    """What stands in `.env.example` is what holds without it."""
    without = load_settings()
    (Path(".env")).write_text((ROOT / ".env.example").read_text(encoding="utf-8"), encoding="utf-8")

    assert without == load_settings()


def test_the_environment_goes_before_the_file_and_secrets_come_last(environment, tmp_path):
    """A secret's file has the name of its setting."""
    environment.setattr(settings, "SECRETS", tmp_path)
    (tmp_path / "service_api_keys").write_text("ci:aa\nqa:bb\n", encoding="utf-8")
    (tmp_path / ".env").write_text("SERVICE_PORT=1\nSERVICE_QUEUE=2\n", encoding="utf-8")
    environment.setenv("SERVICE_PORT", "3")
    found = load_settings()

    assert (3, 2) == (found.service_port, found.service_queue)
    assert ["ci:aa", "qa:bb"] == [key.get_secret_value() for key in found.service_api_keys]


def test_the_name_that_users_know_goes_before_ollamas_own(environment):
    """`OLLAMA_SERVICE_HOST`, then `OLLAMA_HOST`."""
    environment.setenv("OLLAMA_HOST", "http://one:1")
    only_ollamas = load_settings().ollama_host
    environment.setenv("OLLAMA_SERVICE_HOST", "http://two:2")

    assert ("http://one:1", "http://two:2") == (only_ollamas, load_settings().ollama_host)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SERVICE_PORT", "x", "environment: SERVICE_PORT: "),
        ("ENVIRONMENT", "test", "environment: ENVIRONMENT: "),
        ("SERVICE_CANARY", "1.5", "environment: SERVICE_CANARY: "),
        ("SERVICE_DEADLINE_S", "nan", "environment: SERVICE_DEADLINE_S: "),
        ("SERVICE_TRUSTED_PROXIES", "proxy", "environment: SERVICE_TRUSTED_PROXIES: "),
        ("SERVICE_TRUSTED_PROXIES", "proxy", "SERVICE_TRUSTED_PROXIES: 'proxy' does not appear to be"),
        (
            "SERVICE_SHUTDOWN_S",
            "60",
            "environment: SERVICE_SHUTDOWN_S is 60; expected more than SERVICE_DEADLINE_S, 60",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_one_line(environment, name, value, message):
    """The error names the setting as the environment does."""
    environment.setenv(name, value)
    with pytest.raises(ParamsError) as raised:
        load_settings()

    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_no_secret_shows_in_what_is_printed(environment):
    """The settings can be logged, and what is wrong with them can be told."""
    environment.setenv("SERVICE_API_KEYS", "ci:c0ffee")
    environment.setenv("SERVICE_RATE_STORE", "async+redis://:hunter2@redis")
    for name in ("OLLAMA_SERVICE_HOST", "MLFLOW_TRACKING_URI", "OTEL_EXPORTER_OTLP_ENDPOINT"):
        environment.setenv(name, "https://me:hunter2@there:1/path?a=b")
    found = load_settings()
    environment.setenv("SERVICE_DEADLINE_S", "100")
    with pytest.raises(ParamsError) as raised:
        load_settings()

    assert "c0ffee" not in repr(found)
    assert "hunter2" not in found.model_dump_json()
    assert 3 == found.model_dump_json().count('"https://there:1/path?a=b"')
    assert "hunter2" not in str(raised.value)


def test_a_level_may_be_written_as_most_write_it(environment):
    """`debug` is DEBUG."""
    environment.setenv("LOG_LEVEL", "debug")

    assert "DEBUG" == load_settings().log_level


def test_models_are_named_one_by_one(environment):
    """A variable a model, from the environment or from `.env`; the tag stays as it is written."""
    Path(".env").write_text("OLLAMA_SERVICE_MODEL_QWEN2_5_7B=Qwen:7b\n", encoding="utf-8")
    environment.setenv("OLLAMA_SERVICE_MODEL_LLAMA3_2_1B", "registry.local/llama3.2:1b")
    environment.setenv("OLLAMA_SERVICE_MODEL_OTHER", "")
    found = load_settings()

    assert {
        "llama3_2_1b": "registry.local/llama3.2:1b",
        "qwen2_5_7b": "Qwen:7b",
    } == found.ollama_service_model


def test_a_tag_for_no_model_is_refused(environment):
    """`OLLAMA_SERVICE_MODEL` alone says of no model what it is called."""
    environment.setenv("OLLAMA_SERVICE_MODEL", "llama3.2:1b")
    with pytest.raises(
        ParamsError, match="OLLAMA_SERVICE_MODEL: names no model; expected a variable for each"
    ):
        load_settings()
