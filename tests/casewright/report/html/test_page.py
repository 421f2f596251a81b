import base64
import contextlib
import gzip
import hashlib
import re
from html.parser import HTMLParser

import pytest

from casewright.params import load_params
from casewright.report.html import drilldown, to_html_report, wrong
from tests.builders import ROOT
from tests.casewright.report.html.run import HOSTILE, LOSER, MODEL, a_run

PARAMS = load_params(ROOT / "params.yaml")
PLAIN = "the list by price"


def a_page(folder, text=PLAIN, **changes):
    """The page of a small run."""
    found, sources = a_run(folder, text, **changes)
    durations = {MODEL.name: {"US-0": (1.5,)}, LOSER.name: {"US-0": (9.0,)}}
    with contextlib.chdir(folder):  # no checkout, so that the commit of the day is not on the page
        return to_html_report(found, PARAMS, durations, sources)


def unpacked(page):
    """What lies behind the stories."""
    packed = re.findall(r'<script type="application/gzip">([^<]+)</script>', page)
    return [gzip.decompress(base64.b64decode(one)).decode() for one in packed]


class Tags(HTMLParser):
    """Every tag with its attributes, and all text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        """Note a text."""
        self.text.append(data)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The page of a run without markup in its texts."""
    return a_page(tmp_path_factory.mktemp("plain"))


def test_hostile_texts_stay_text(tmp_path):
    """Stories, suites, raw answers and names full of markup add no tag, no handler and no address."""
    page = a_page(tmp_path, HOSTILE)
    for html in (page, *unpacked(page)):
        read = Tags(html)
        scripts = [attrs for tag, attrs in read.tags if tag == "script"]
        links = [attrs.get("href", "") for tag, attrs in read.tags if tag == "a"]

        assert not {"img", "iframe", "object", "link", "base"} & {tag for tag, _ in read.tags}
        assert not [
            name for _, attrs in read.tags for name in attrs if name.startswith("on") or name == "style"
        ]
        assert all(attrs in ({}, {"type": "application/gzip"}) for attrs in scripts)
        assert 1 >= scripts.count({})
        assert all(link.startswith("#") for link in links)
        assert "{{ 7*7 }}" in "".join(read.text)


def test_a_strict_policy_lets_only_our_own_style_and_script_pass(tmp_path):
    """The policy names the hashes of the two, and allows nothing else."""
    page = a_page(tmp_path)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1].replace(
        "&#39;", "'"
    )
    blocks = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in blocks]

    assert 2 == len(digests)
    assert all(f"'sha256-{digest}'" in policy for digest in digests)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_nothing_on_the_page_comes_from_a_network(plain):
    """No address but that of the model server, which is text."""
    assert not re.search(r'(?:src|href|action|data)="?https?:', plain)
    assert "url(http" not in plain
    assert "@import" not in plain


def test_the_page_is_the_same_every_time(plain, tmp_path):
    """Neither the clock nor chance is in it."""
    assert plain == a_page(tmp_path)


SECTIONS = (
    *("leaderboard", "choice", "targets", "front", "groups", "held-out", "wrong", "smells", "judged"),
    *("metrics", "data", "stories", "record"),
)


@pytest.mark.parametrize("anchor", SECTIONS)
def test_every_section_is_there_and_linked(plain, anchor):
    """The list at the top leads to each."""
    assert f'<section id="{anchor}">' in plain
    assert f'<a href="#{anchor}">' in plain


def test_behind_a_story_is_all_that_is_known_of_it(plain):
    """Criteria, reference, each cell's suite with marks in place, matches, scores with reasons, raw text."""
    behind = unpacked(plain)[0]

    assert f'<mark class="info" title="unambiguous: {PLAIN}">As a</mark>' in behind
    assert f'<mark class="warning" title="vague-data: {PLAIN}">the list</mark> by price' in behind
    assert '<mark class="assumption" title="assumed label: the story does not say it">Filter</mark>' in behind
    assert "matches TC-001" in behind
    assert f'<td class="n">0.300</td><td class="long">{PLAIN}</td>' in behind
    assert f'<span class="badge bad">not json</span> {PLAIN}</p>\n<pre' in behind
    assert "<li>the list by price</li>" in behind


def test_failures_come_with_what_the_model_wrote(plain):
    """Of each cell and kind in turn, without opening a story."""
    part = plain.split('<section id="wrong">')[1].split("</section>")[0]

    assert f"<summary>{LOSER.name} <span" in part
    assert "What the model wrote in attempt 1" in part


def test_failures_that_are_not_shown_are_counted(tmp_path, monkeypatch):
    """Where some are left out the page says of how many; where none are, it needs no figure."""
    monkeypatch.setattr(wrong, "FAILURES_SHOWN", 2)
    said = "not valid as they came: {}from each cell and of each kind in turn."

    assert said.format("2 of 9, ") in a_page(tmp_path / "some")
    monkeypatch.undo()
    assert said.format("") in a_page(tmp_path / "all")


def test_a_story_without_a_reference_says_so(tmp_path):
    """There is no empty suite to open."""
    found, sources = a_run(tmp_path, PLAIN, stories=1)
    sources.references.write_text("", encoding="utf-8")
    page = to_html_report(found, PARAMS, {}, sources)

    assert "The story has no reference suite." in unpacked(page)[0]
    assert "The reference suite: 1 case<" in unpacked(a_page(tmp_path / "with", stories=1))[0]
    assert "1 story, with every suite" in page


def test_smells_are_told_with_their_places(plain):
    """The rule, how often, and where it was found first."""
    part = plain.split('<section id="smells">')[1].split("</section>")[0]

    assert "vague-data" in part
    assert f'<a href="#story-US-0">US-0</a>, case 1, step 1: {PLAIN}' in part
    assert f'<a href="#story-US-0">US-0</a>, suite: {PLAIN}' in part


def test_too_many_stories_are_cut_and_the_page_says_so(tmp_path, monkeypatch):
    """The list says how many of how many, and by which rule."""
    monkeypatch.setattr("casewright.report.html.selection.MOST_GENERATIONS", 6)
    page = a_page(tmp_path, stories=8)

    assert 2 == len(unpacked(page))
    assert "2 of 8 stories: those on which the chosen cell does worst" in page


def test_long_stories_do_not_make_the_page_too_large(tmp_path, monkeypatch):
    """Once the packed stories are as large as they may be no other is added."""
    monkeypatch.setattr(drilldown, "MOST_BYTES", 1)
    page = a_page(tmp_path, stories=4)

    assert 1 == len(unpacked(page))
    assert "1 of 4 stories" in page


def test_without_texts_the_page_still_has_its_figures(tmp_path):
    """Files that are not there leave their parts empty."""
    found, sources = a_run(tmp_path, PLAIN)
    for path in tmp_path.rglob("*.jsonl"):
        path.unlink()

    assert "No latency was measured." in to_html_report(found, PARAMS, {}, sources)
