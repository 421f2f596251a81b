import asyncio
import json
import logging
import warnings
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.errors import ParamsError
from service import logs
from service.correlation import correlation_id
from service.logs import configure
from service.settings import ServiceSettings
from tests.service.logbook import logged

LOG = logging.getLogger("service.example")
BASKET = "As a shopper, I want to save my basket, so that I can order tomorrow."
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)


def test_every_record_has_the_fields_that_logs_are_searched_by():
    """Who, when, how bad, what, and for which request."""
    with logged(environment="staging", service_version="1.2.3") as book:
        token = correlation_id.set("trace-1")
        LOG.warning("%s is late", "it", extra={"request.path": "/live"})
        correlation_id.reset(token)
    record = book.records[0]
    moment = datetime.fromisoformat(record.pop("timestamp"))

    assert UTC.utcoffset(None) == moment.utcoffset()
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)
    assert record == {
        "severity": "WARNING",
        "message": "it is late",
        "service": "test-case-api",
        "environment": "staging",
        "version": "1.2.3",
        "correlation_id": "trace-1",
        "logger": "service.example",
        "request.path": "/live",
    }


def test_text_is_for_people():
    """Moment, severity, id and message; then what is special about the record."""
    with logged(log_format="text") as book:
        LOG.info("ready", extra={"port": 8001, "path": "/a b", "none": None, "kind": "x"})
    moment, rest = book.lines[0].split(" ", 1)

    assert moment.endswith("Z")
    assert 'INFO     [-] ready port=8001 path="/a b" none=null kind=x' == rest


@pytest.mark.parametrize("log_format", ["json", "text"])
@given(text=ANYTHING)
def test_no_value_breaks_out_of_its_line(log_format, text):
    """Line breaks of any script, escapes of terminals and halves of characters are written out."""
    with logged(log_format=log_format) as book:
        LOG.info("%s", text, extra={"request.path": text})
        LOG.info("next")
    written = book.getvalue()

    assert 2 == len(written.splitlines())
    assert all(line.isprintable() for line in written.splitlines())
    if log_format == "json":
        assert text == book.records[0]["request.path"] == book.records[0]["message"]


@pytest.mark.parametrize("value", [2**70, {1: {2, 3}}, object(), float("nan"), b"bytes"])
def test_a_value_that_json_has_no_form_for_costs_no_record(value):
    """It is written as well as it can be."""
    with logged() as book:
        LOG.info("odd", extra={"value": value})

    assert "odd" == book.records[0]["message"]


def test_an_object_is_told_by_what_it_is_and_not_by_what_it_holds():
    """The text of an unknown object could be a story."""

    class Holder:
        def __repr__(self) -> str:
            return BASKET

        __str__ = __repr__

    with logged() as book:
        LOG.info("held", extra={"value": Holder()})

    assert "<Holder>" == book.records[0]["value"]


def test_an_exception_is_logged_without_its_message():
    """Type and place say what went wrong; the message may be what a client sent."""
    with logged() as book:
        try:
            int(BASKET)
        except ValueError:
            LOG.exception("failed")
    record = book.records[0]

    assert ("ERROR", "ValueError") == (record["severity"], record["exception.type"])
    assert "int(BASKET)" in record["exception.stacktrace"]
    assert "shopper" not in book.getvalue()


def test_text_has_the_stack_beneath_its_record():
    """Indented, so that nothing in it can be taken for another record."""
    with logged(log_format="text") as book:
        try:
            int("x")
        except ValueError:
            LOG.exception("failed")

    assert "exception.type=ValueError" in book.lines[0]
    assert all(line.startswith("    ") for line in book.lines[1:])


def test_log_stories_shows_messages_scrubbed():
    """For development: what was sent is shown, and still no personal data."""
    sent = "mail to jane.doe@gmail.com"
    with logged(log_stories=True) as book:
        try:
            int(sent)
        except ValueError:
            LOG.exception("failed")

    assert "mail to" in book.records[0]["exception.message"]
    assert "jane.doe" not in book.getvalue()


def test_a_task_that_nobody_awaited_tells_nothing_of_its_error():
    """What asyncio writes quotes the task, and so its error; only the first line is kept."""

    async def fails() -> None:
        raise ValueError(BASKET)

    async def run() -> None:
        task = asyncio.create_task(fails())
        await asyncio.sleep(0)
        del task

    with logged() as book:
        asyncio.run(run())
        record = book.by("asyncio")[0]

    assert "Task exception was never retrieved" == record["message"]
    assert "shopper" not in book.getvalue()


@pytest.mark.parametrize(
    ("logger", "level", "heard"),
    [
        ("service.x", logging.DEBUG, True),
        ("casewright.x", logging.DEBUG, True),
        ("__main__", logging.DEBUG, True),
        ("uvicorn.error", logging.INFO, True),
        ("uvicorn.access", logging.INFO, False),
        ("httpx", logging.INFO, False),
        ("httpx", logging.WARNING, True),
    ],
)
def test_debug_is_for_our_own_records(logger, level, heard):
    """What libraries say beneath a warning may hold anything; uvicorn's start and stop are told."""
    with logged() as book:
        logging.getLogger(logger).log(level, "said")

    assert heard == bool(book.lines)


def test_what_uvicorn_says_for_a_terminal_is_left_out():
    """Its records come twice, once with colours."""
    with logged() as book:
        logging.getLogger("uvicorn.error").info("up", extra={"color_message": "\x1b[1mup"})

    assert "color_message" not in book.records[0]


def test_warnings_are_records_without_their_words():
    """They do not appear between the lines in a form of their own, and may quote a value."""
    with logged() as book, warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"odd: {BASKET}", stacklevel=1)
    record = book.records[0]

    assert "py.warnings" == record["logger"]
    assert record["message"].endswith(": UserWarning")


def test_the_file_has_what_the_stream_has_and_is_turned_over(tmp_path, monkeypatch):
    """Five files of 10 MB; the oldest goes."""
    monkeypatch.setattr(logs, "FILE_BYTES", 600)
    path = tmp_path / "logs" / "api.json"
    with logged(log_file=path) as book:
        for number in range(40):
            LOG.info("record %s", number)
    files = sorted(path.parent.iterdir())
    kept = [json.loads(line)["message"] for file in files for line in file.read_text().splitlines()]

    assert 40 == len(book.lines)
    assert ["api.json", *(f"api.json.{number}" for number in range(1, 5))] == [file.name for file in files]
    assert "record 39" in kept
    assert "record 0" not in kept


def test_a_file_that_cannot_be_written_is_one_line(tmp_path):
    """It is said at the start, with what was expected."""
    taken = tmp_path / "file"
    taken.touch()

    with pytest.raises(ParamsError, match=r"LOG_FILE is '.*api.json', which cannot be written"):
        configure(ServiceSettings(log_file=taken / "api.json"))


def test_configuring_again_replaces_what_was_configured():
    """No record is written twice."""
    with logged() as book:
        configure(ServiceSettings(), book)
        LOG.info("once")

    assert 1 == len(book.lines)
