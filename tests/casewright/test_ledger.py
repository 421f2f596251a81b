from collections import Counter

from casewright.backlog import Finished
from casewright.cleaning import SetAside
from casewright.documents import Document
from casewright.ledger import SHOWN_PAIRS, Ledger
from casewright.records import QuarantinedRow
from casewright.scrubbing import Personal
from casewright.sources import Row
from tests.builders import a_story

KEYS = [
    "stories",
    "edge_cases",
    "references",
    "documents",
    "files",
    "quarantined_by_reason",
    "near_duplicates",
    "story_issues",
    "stories_with_issues",
    "derived",
    "subsets",
    "difficulty",
    "domains",
    "personal_data_replaced",
    "personal_data_kept",
    "ignored_columns",
]


def finished(part="stories", file="a.csv", personal=None, **changes):
    """A story with all that is known of it."""
    return Finished(part, file, a_story(**changes).model_dump(mode="json"), personal or Personal())


def summary(ledger, pairs=(), ignored=()):
    """What a ledger sums up to."""
    return ledger.summary(list(pairs), ignored)


def test_the_keys_are_always_there():
    """An empty account has every figure, and each is nothing."""
    empty = summary(Ledger())

    assert KEYS == list(empty)
    assert {"rows": 0, "kept": 0, "quarantined": 0} == empty["stories"]
    assert {"dev": 0, "held_out": 0} == {
        side: sum(empty["subsets"][side].values()) for side in ("dev", "held_out")
    }


def test_rows_are_counted_where_they_are_read_and_where_they_go():
    """By part and by file."""
    ledger = Ledger()
    rows = [Row("a.csv", 1, {}), Row("a.csv", 2, {}), Row("b.txt", 1, {})]
    assert rows == list(ledger.reading("stories", rows))
    ledger.story(finished(personal=Personal(Counter(EMAIL=2), Counter(PHONE=1))))
    ledger.set_aside(SetAside("stories", "heading", QuarantinedRow(file="a.csv", row=2, reason="heading: x")))
    ledger.story(finished(file="b.txt", personal=Personal(Counter(EMAIL=1), Counter())))
    done = summary(ledger)

    assert {"rows": 3, "kept": 2, "quarantined": 1} == done["stories"]
    assert {
        "a.csv": {"rows": 2, "kept": 1, "quarantined": 1, "personal_data_replaced": {"EMAIL": 2}},
        "b.txt": {"rows": 1, "kept": 1, "quarantined": 0, "personal_data_replaced": {"EMAIL": 1}},
    } == done["files"]
    assert ({"EMAIL": 3}, {"PHONE": 1}) == (done["personal_data_replaced"], done["personal_data_kept"])
    assert {"heading": 1} == done["quarantined_by_reason"]


def test_what_is_known_of_the_stories_is_counted():
    """Sides, difficulties, domains, issues and what was derived."""
    ledger = Ledger()
    issue = {"criterion": "atomic", "message": "Two wishes."}
    ledger.story(finished(difficulty="easy", subset="held_out", derived=["id"], story_issues=[issue, issue]))
    ledger.story(finished(difficulty="hard", domain="search"))
    done = summary(ledger)

    assert {"easy": 1, "medium": 0, "hard": 0} == done["subsets"]["held_out"]
    assert {"easy": 0, "medium": 0, "hard": 1} == done["subsets"]["dev"]
    assert ({"easy": 1, "hard": 1}, {"general": 1, "search": 1}) == (done["difficulty"], done["domains"])
    assert ({"atomic": 2}, 1) == (done["story_issues"], done["stories_with_issues"])
    assert {"id": 1, "domain": 0, "difficulty": 0} == done["derived"]


def test_edge_cases_count_by_category_only():
    """They are in no figure of the user's own stories."""
    ledger = Ledger()
    ledger.story(finished("edge_cases", "e.json", subset="edge_case", category="multi_role", derived=["id"]))
    done = summary(ledger)

    assert {"multi_role": 1} == done["subsets"]["edge_case"]
    assert ({}, {}, 0) == (done["difficulty"], done["domains"], done["derived"]["id"])
    assert (0, 1) == (done["stories"]["kept"], done["edge_cases"]["kept"])


def test_a_document_is_a_row_that_is_kept():
    """It stands among the files, with its length among the documents."""
    ledger = Ledger()
    ledger.document("docs/a.md", Document(file="a.md", text="Shop"), Personal(Counter(EMAIL=1), Counter()))
    done = summary(ledger)

    assert {"files": 1, "characters": 4} == done["documents"]
    assert {"rows": 1, "kept": 1, "quarantined": 0, "personal_data_replaced": {"EMAIL": 1}} == done["files"][
        "docs/a.md"
    ]


def test_many_near_duplicates_are_counted_and_some_are_named():
    """The account stays short."""
    pairs = [{"id": f"US-{number}", "of": "US-0", "similarity": 0.9} for number in range(SHOWN_PAIRS + 1)]
    done = summary(Ledger(), pairs)

    assert (SHOWN_PAIRS + 1, pairs[:SHOWN_PAIRS]) == (
        done["near_duplicates"]["found"],
        done["near_duplicates"]["pairs"],
    )


def test_columns_that_are_ignored_are_named_in_order():
    """The names of columns are no values."""
    assert ["Sprint", "note"] == summary(Ledger(), ignored={"note", "Sprint"})["ignored_columns"]
