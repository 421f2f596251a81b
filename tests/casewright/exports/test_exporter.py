from dataclasses import replace

import pytest

from casewright.errors import DataError
from casewright.exports import EXPORTERS, Options, chunks, exporter_for
from casewright.exports.plain_csv import PLAIN_CSV
from casewright.exports.testrail import TESTRAIL
from tests.casewright.exports.made import PROJECT, an_exported_suite


def test_every_format_is_found_by_its_name():
    """Names are what the documentation tells."""
    assert all(one is exporter_for(name) and name == one.name for name, one in EXPORTERS.items())
    assert list(EXPORTERS) == [
        "gherkin",
        "testrail",
        "testrail-single-row",
        "xray-csv",
        "xray-json",
        "zephyr",
        "azure",
        "qase",
        "markdown",
        "csv",
        "json",
    ]


@pytest.mark.parametrize(("name", "near"), [("testrial", "testrail"), ("Xray", "xray-csv"), ("q", "qase")])
def test_an_unknown_format_is_answered_with_the_nearest(name, near):
    """And with all that there are, in one line."""
    with pytest.raises(
        DataError, match=rf"format '{name}': unknown \(did you mean '{near}'\?\); expected one of"
    ):
        exporter_for(name)


def test_what_is_near_nothing_gets_the_list_alone():
    """A guess would mislead."""
    with pytest.raises(DataError, match="format 'zzzz': unknown; expected one of gherkin, "):
        exporter_for("zzzz")


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_takes_any_number_of_stories_one_at_a_time(name):
    """No suite is asked for before the one before it has gone out."""
    asked = []

    class Watched(list):
        def __iter__(self):
            for suite in list.__iter__(self):
                asked.append(suite.story_id)
                yield suite

    found = chunks(EXPORTERS[name], Watched(an_exported_suite(f"US-{n}") for n in range(1, 50)), PROJECT)
    next(found)

    assert ["US-1"] == asked[-1:]


def test_a_full_file_is_followed_by_another_with_the_same_head():
    """Counted in bytes where a tool counts those."""
    small = replace(TESTRAIL, bytes_a_file=1000)
    suites = [an_exported_suite(f"US-{n:03d}", count=2) for n in range(5)]
    files = {}
    for chunk in chunks(small, suites, Options()):
        files[chunk.file] = files.get(chunk.file, "") + chunk.text

    assert len(files) > 1
    assert all(text.startswith("Title,Section,") for text in files.values())
    assert 10 == sum(text.count("List shows only products") for text in files.values())


def test_a_byte_order_mark_comes_once():
    """At the start of the file, where Excel looks for it."""
    suites = [an_exported_suite("US-1"), an_exported_suite("US-2")]
    text = "".join(chunk.text for chunk in chunks(PLAIN_CSV, suites, Options()))

    assert text.startswith("\ufeff")
    assert 1 == text.count("\ufeff")
