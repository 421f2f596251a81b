"""The page in a real browser, opened from disk; skipped with a word where no browser is found."""

import os
from pathlib import Path

import pytest

from tests.browser import browser, chromium
from tests.casewright.report.html.run import HOSTILE
from tests.casewright.report.html.test_page import a_page

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on PATH or in CASEWRIGHT_CHROMIUM"),
]

AXE = os.environ.get("CASEWRIGHT_AXE")
"""Where axe.min.js is, for the test of accessibility."""
OPEN_ALL = """(async () => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  await new Promise(done => setTimeout(done, 500));
  for (const one of document.querySelectorAll("details")) one.open = true;
  return document.querySelectorAll(".story .case").length;
})()"""
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture(scope="module")
def opened():
    """One browser for all tests here."""
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The page of a run that is full of markup."""
    folder = tmp_path_factory.mktemp("page")
    path = folder / "report.html"
    path.write_text(a_page(folder / "run", HOSTILE), encoding="utf-8")
    return path


def test_it_is_quiet_and_asks_for_nothing(opened, file):
    """No message on the console, no request but for itself, and none of the hostile texts has run."""

    async def visit(tab):
        cases = await tab.run(OPEN_ALL)
        return cases, await tab.run("String(window.stolen)"), tab.messages, tab.requests

    # Of three stories: the reference suite's case, and one of each of the two cells that wrote a suite.
    assert (9, "undefined", [], [file.as_uri()]) == opened.browse(file, visit)


@pytest.mark.parametrize("width", [390, 1440])
def test_it_fits_a_phone_and_a_desk(opened, file, width):
    """With everything open nothing but tables is wider than the window."""

    async def visit(tab):
        await tab.size(width)
        await tab.run(OPEN_ALL)
        return await tab.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert 0 == opened.browse(file, visit)


@pytest.mark.parametrize(("width", "breaks"), [(390, True), (1440, False)])
def test_names_of_metrics_break_only_where_there_is_no_room(opened, file, width, breaks):
    """A phone has none; on a desk a name stays on its line."""

    async def visit(tab):
        await tab.size(width)
        return await tab.run("getComputedStyle(document.querySelector('#metrics th wbr')).display !== 'none'")

    assert breaks == opened.browse(file, visit)


def test_it_is_light_or_dark_as_the_system_or_the_reader_wants(opened, file):
    """The system's choice holds until the reader makes one."""

    async def visit(tab):
        seen = []
        for scheme in ("light", "dark"):
            await tab.scheme(scheme)
            seen.append(await tab.run(BACKGROUND))
        await tab.run("document.getElementById('theme-light').click()")
        return [*seen, await tab.run(BACKGROUND)]

    light, dark, chosen = opened.browse(file, visit)

    assert light == chosen
    assert light != dark


def test_stories_can_be_found(opened, file):
    """A search leaves the stories that have the words, and says how many."""

    async def visit(tab):
        await tab.run(
            "(() => { const find = document.getElementById('find'); find.value = 'us-1 VAGUE-data'; "
            "find.dispatchEvent(new Event('input', {bubbles: true})); })()"
        )
        shown = await tab.run("[...document.querySelectorAll('.story:not([hidden])')].map(one => one.id)")
        return shown, await tab.run("document.getElementById('count').value")

    assert (["story-US-1"], "1 of 3 stories") == opened.browse(file, visit)


@pytest.mark.skipif(not AXE, reason="CASEWRIGHT_AXE does not name an axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_passes_the_serious_rules_of_accessibility(opened, file, scheme):
    """With everything open axe finds nothing serious or critical."""

    async def visit(tab):
        await tab.scheme(scheme)
        await tab.run(OPEN_ALL)
        await tab.run(Path(AXE).read_text(encoding="utf-8"))
        return await tab.run(
            "axe.run(document).then(found => found.violations.filter(one => "
            "['serious', 'critical'].includes(one.impact)).map(one => [one.id, one.nodes[0].html]))"
        )

    assert [] == opened.browse(file, visit)
