import asyncio

import pytest

from casewright.errors import DataError
from service.app import create_app
from service.configuration import load_configuration
from tests.service.conftest import Project, serving


def test_making_the_application_does_no_work(project: Project):
    """Without a choice there is an application all the same; only its start needs one."""
    called = []
    create_app(lambda: called.append(1))

    assert called == []


def test_the_application_does_not_start_without_a_choice(project: Project):
    """The start fails with the error that names the file, whichever server runs it."""
    sent = []

    async def receive():
        return {"type": "lifespan.startup"}

    async def send(message):
        sent.append(message)

    with pytest.raises(DataError, match="there is no such file; run `make repro`"):
        asyncio.run(create_app()({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send))

    assert sent[-1]["type"] == "lifespan.startup.failed"


def test_the_configuration_is_loaded_once_at_the_start(project: Project):
    """A choice that appears later changes nothing under way."""
    project.choose_baseline()
    loaded = []

    def load():
        loaded.append(load_configuration())
        return loaded[-1]

    with serving(load) as client:
        client.get("/")
        client.get("/health")

    assert len(loaded) == 1
