import io
import json

import pytest

from casewright.backlog import Backlog, Finished
from casewright.cleaning import Kept, SetAside
from casewright.params import load_params
from casewright.records import QuarantinedRow, Subset, UserStory
from casewright.scrubbing import Personal
from tests.builders import ROOT, a_story, shipped_stories

ONE = "As a shopper, I want to filter the product list by price, so that I find what I can pay."
TYPO = ONE.replace("price", "prize")
EDGE = {"subset": "edge_case", "category": "multi_role"}


def item(story, row=1, part="stories", file="data/raw/stories.csv"):
    """A story as cleaning hands it on."""
    return Kept(part, file, row, story, Personal())


def finish(*items, **changes):
    """A backlog of these items and what it finishes; changes go into the settings."""
    params = load_params(ROOT / "params.yaml")
    data, clean = (
        section.model_copy(update={k: v for k, v in changes.items() if k in type(section).model_fields})
        for section in (params.data, params.clean)
    )
    backlog = Backlog(io.StringIO(), data, clean)
    for one in items:
        backlog.add(one)
    return backlog, list(backlog.finished())


def issues(finished):
    """The criteria that a story was found wanting in."""
    return [issue["criterion"] for issue in finished.story["story_issues"]]


def test_everything_comes_out_in_order():
    """Stories and rows that are none keep their places."""
    aside = SetAside("stories", "heading", QuarantinedRow(file="a.txt", row=2, reason="heading"))
    stories = shipped_stories()[:3]
    _, done = finish(item(stories[0]), aside, item(stories[1]), item(stories[2]))

    assert aside == done[1]
    assert [story.id for story in stories] == [one.story["id"] for one in done if isinstance(one, Finished)]


def test_a_line_is_the_record():
    """What is written without a second validation is what the record itself would write."""
    odd = a_story(id="US-2", story='As a "tester"\\, I want 日本語 \u2028 and é, so that it is read again.')
    _, done = finish(item(a_story(story=TYPO)), item(odd))

    for one in done:
        assert one.line == UserStory.model_validate_json(one.line).model_dump_json() + "\n"


def test_a_near_duplicate_is_reported():
    """By default both stay; the later one says which story it is like."""
    backlog, (first, second) = finish(
        item(a_story(id="US-1", story=ONE)), item(a_story(id="US-2", story=TYPO))
    )
    (issue,) = second.story["story_issues"]

    assert ([], ["unique"]) == (issues(first), issues(second))
    assert issue["message"].startswith("0.92 of its text is that of US-1: ")
    assert [{"id": "US-2", "of": "US-1"}] == [
        {name: pair[name] for name in ("id", "of")} for pair in backlog.pairs()
    ]


def test_a_near_duplicate_may_go_to_quarantine():
    """The first stays, the other is a row in quarantine with its place."""
    _, (first, second) = finish(
        item(a_story(id="US-1", story=ONE)),
        item(a_story(id="US-2", story=TYPO), row=7),
        near_duplicates="quarantine",
    )

    assert ("US-1", []) == (first.story["id"], issues(first))
    assert ("near duplicate", "US-2", 7) == (second.kind, second.row.id, second.row.row)
    assert "near duplicate: 0.92 of its text is that of US-1" == second.row.reason


def test_near_duplicates_may_be_left_alone():
    """With `off` nobody looks."""
    backlog, done = finish(
        item(a_story(id="US-1", story=ONE)), item(a_story(id="US-2", story=TYPO)), near_duplicates="off"
    )

    assert ([], [[], []]) == (backlog.pairs(), [issues(one) for one in done])


def test_the_threshold_decides_what_is_nearly_the_same():
    """A higher similarity is asked for, and the same two stories are two."""
    stories = [item(a_story(id="US-1", story=ONE)), item(a_story(id="US-2", story=TYPO))]

    assert [] == finish(*stories, near_duplicate_similarity=0.95)[0].pairs()


def test_stories_have_a_side():
    """Three of ten are held out, and which ones does not depend on what else is there."""
    stories = [item(story) for story in shipped_stories()]
    _, done = finish(*stories)
    sides = {one.story["id"]: one.story["subset"] for one in done}

    assert 14 == list(sides.values()).count(Subset.HELD_OUT)
    assert sides.items() >= {one.story["id"]: one.story["subset"] for one in finish(*stories[:40])[1]}.items()


def test_what_goes_to_quarantine_does_not_count_for_the_sides():
    """A difficulty's one remaining story needs no other side."""
    stories = [item(story) for story in shipped_stories() if story.difficulty == "easy"]
    pair = [
        a_story(id="US-1", story=ONE, difficulty="hard"),
        a_story(id="US-2", story=TYPO, difficulty="hard"),
    ]
    alone = finish(item(pair[0]), *stories)[1][0]
    beside = finish(item(pair[0]), item(pair[1]), *stories, near_duplicates="quarantine")[1][0]

    assert alone.story["subset"] == beside.story["subset"]


def test_edge_cases_are_apart():
    """They have no side, are like no other story, and do not sway what form is common."""
    edge = a_story(id="EC-1", story=TYPO, **EDGE)
    backlog, (story, other) = finish(item(a_story(id="US-1", story=ONE)), item(edge, part="edge_cases"))

    assert ("dev", "edge_case", "multi_role") == (
        story.story["subset"],
        other.story["subset"],
        other.story["category"],
    )
    assert ([], []) == (backlog.pairs(), issues(other))


def test_a_story_knows_what_could_be_better():
    """Issues of the story alone and beside the others are in it; see `casewright.story_quality`."""
    odd = a_story(id="US-0", story="I want to print the label of a parcel so that it can be sent.")
    _, (first, *_) = finish(item(odd), *(item(story) for story in shipped_stories()[:9]))

    assert "well_formed" in issues(first)
    assert "uniform" in issues(first)


@pytest.mark.parametrize("count", [0, 1])
def test_a_small_backlog(count):
    """No story and one story are no special case."""
    backlog, done = finish(*(item(story) for story in shipped_stories()[:count]))

    assert (count, []) == (len(done), backlog.pairs())
    assert all("dev" == json.loads(one.line)["subset"] for one in done)


def test_stories_of_several_files_know_theirs():
    """Stories of one backlog are not independent of each other; of a single one nothing has to be said."""
    texts = (a_story(id="US-1", story=ONE), a_story(id="US-2", story=f"Today {ONE}"))
    first, second = map(item, texts)
    other = item(texts[1], file="data/raw/other.csv")

    assert [None, None] == [one.story["backlog"] for one in finish(first, second)[1]]
    assert ["data/raw/stories.csv", "data/raw/other.csv"] == [
        one.story["backlog"] for one in finish(first, other)[1]
    ]
