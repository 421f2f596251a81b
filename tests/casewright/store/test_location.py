from pathlib import Path

import pytest

from casewright.store import store_path


@pytest.fixture
def environment(monkeypatch):
    """An environment that names no store."""
    for name in ("CASEWRIGHT_STORE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/somebody")
    return monkeypatch


def test_the_setting_goes_before_the_environment(environment):
    """`generate.store` is where the store is, whatever else is named."""
    environment.setenv("CASEWRIGHT_STORE", "/elsewhere/s.sqlite")

    assert Path("/here/s.sqlite") == store_path("/here/s.sqlite")
    assert Path("/elsewhere/s.sqlite") == store_path(None)


def test_the_default_is_in_the_cache_folder(environment):
    """Outside the workspace, where every clone finds it."""
    assert Path("/home/somebody/.cache/casewright/responses.sqlite") == store_path()

    environment.setenv("XDG_CACHE_HOME", "/cache")

    assert Path("/cache/casewright/responses.sqlite") == store_path()


def test_a_relative_path_and_a_tilde_are_resolved(environment, tmp_path):
    """A store is one file, wherever a stage is run from."""
    environment.chdir(tmp_path)

    assert tmp_path / "s.sqlite" == store_path("s.sqlite")
    assert Path("/home/somebody/s.sqlite") == store_path("~/s.sqlite")
