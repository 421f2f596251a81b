import csv
import json
import os

import pytest

from casewright.errors import DataError
from casewright.records import Action, Aspect
from casewright.review.importing import merged, pseudonym, read_reviews
from casewright.review.suite_text import suite_as_text
from tests.builders import a_case, a_suite
from tests.casewright.review.made import ANNA, BERT, SALT, a_key, a_review, a_task

FILLED = {
    "task": "0a1b2c3d-001",
    "relevance": "5",
    "completeness": "4",
    "clarity": "3",
    "usability": "2",
    "action": "accept",
    "comment": " Fine. ",
    "reviewer": "Anna",
}


def imported(tmp_path, *rows, key=None, name="back.csv"):
    """What is read from a table with these rows."""
    path = tmp_path / name
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    os.utime(path, (1_764_063_000, 1_764_063_000))
    return read_reviews([path], key or a_key())


def test_a_row_becomes_a_review(tmp_path):
    """Ratings are numbers, the comment is trimmed, the name is a pseudonym."""
    found = imported(tmp_path, FILLED)
    (review,) = found.reviews

    assert (5, 4, 3, 2) == tuple(review.ratings[aspect] for aspect in Aspect)
    assert (Action.ACCEPT, "Fine.", ()) == (review.action, review.comment, review.corrected)
    assert (pseudonym("Anna", SALT), "2025-11-25T09:30:00Z") == (review.reviewer, review.reviewed_at)
    assert ((), 0) == (found.problems, found.open)


def test_a_name_is_nowhere_in_what_is_kept(tmp_path):
    """One person is one pseudonym whatever the case; with another salt it is another."""
    (review,) = imported(tmp_path, FILLED | {"reviewer": "m.kowalczyk@nordfrakt.se"}).reviews

    assert "kowalczyk" not in review.model_dump_json()
    assert pseudonym("ANNA ", SALT) == pseudonym("anna", SALT) != pseudonym("anna", "other")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"relevance": "6"}, "relevance: '6'; expected a whole number from 1 to 5"),
        ({"clarity": ""}, "clarity: missing; expected a whole number from 1 to 5"),
        ({"usability": "3.5"}, "usability: '3.5'; expected a whole number from 1 to 5"),
        ({"action": "approve"}, "action: 'approve'; expected one of accept, minor_edit, rewrite, discard"),
        ({"action": ""}, "action: missing; expected one of"),
        ({"task": "ffffffff-001"}, "task: 'ffffffff-001'; expected one of the sample 0a1b2c3d, such as"),
        (
            {"corrected": "Better!"},
            "corrected: line 1: 'Better!'; expected 'TC-001 [positive, high] Title' first",
        ),
    ],
)
def test_a_bad_row_is_named_in_one_line(tmp_path, changes, told):
    """File, row, field, value and expectation; the other rows are read."""
    found = imported(tmp_path, FILLED | {"task": "0a1b2c3d-002"}, FILLED | changes)

    assert 1 == len(found.reviews)
    (problem,) = found.problems
    assert problem.startswith(f"{tmp_path / 'back.csv'}: row 2: {told}")
    assert "\n" not in problem


def test_a_row_that_nobody_filled_in_is_counted(tmp_path):
    """Empty ratings, or those that were filled in when it was sent, and no action."""
    task = a_task(predicted={"relevance": 3, "clarity": 4})
    empty = {"task": task.id} | dict.fromkeys((*Aspect, "action", "reviewer"), "")
    sent = empty | {"relevance": "3", "clarity": "4"}
    touched = sent | {"clarity": "5"}
    found = imported(tmp_path, empty, sent, touched, key=a_key(task, predictions=True))

    assert (2, 1, ()) == (found.open, len(found.problems), found.reviews)
    assert "row 3" in found.problems[0]


def test_a_correction_is_read_and_an_untouched_suite_is_none(tmp_path):
    """Who accepts and changes something made a minor edit."""
    text = suite_as_text(a_suite())
    same = FILLED | {"corrected": f"{text}\n"}
    edited = FILLED | {"task": "0a1b2c3d-002", "corrected": text.replace("€10.00", "€11.00")}
    first, second = imported(tmp_path, same, edited).reviews

    assert ((), Action.ACCEPT) == (first.corrected, first.action)
    assert Action.MINOR_EDIT is second.action
    assert "€11.00" in second.corrected[0].preconditions[0]


def test_numbers_and_words_as_people_and_spreadsheets_write_them(tmp_path):
    """`4.0` and `Minor edit` are understood."""
    (review,) = imported(tmp_path, FILLED | {"relevance": "4.0", "action": "Minor edit"}).reviews

    assert (4, Action.MINOR_EDIT) == (review.ratings[Aspect.RELEVANCE], review.action)


def test_the_last_of_a_reviewer_counts_and_several_reviewers_do(tmp_path):
    """Two rows of one person on one task are one review; two files without names are two reviewers."""
    twice = imported(tmp_path, FILLED, FILLED | {"relevance": "1"}).reviews
    nameless = {name: value for name, value in FILLED.items() if name != "reviewer"}
    imported(tmp_path, nameless, name="one.csv")
    imported(tmp_path, nameless, name="two.csv")
    two = read_reviews([tmp_path / "one.csv", tmp_path / "two.csv"], a_key()).reviews

    assert [1] == [review.ratings[Aspect.RELEVANCE] for review in twice]
    assert 2 == len({review.reviewer for review in two})


def test_an_export_of_label_studio_is_read(tmp_path):
    """Ratings, action, time and reviewer come from the annotation; a skipped one is counted as open."""
    result = [{"from_name": aspect, "type": "rating", "value": {"rating": 4}} for aspect in Aspect]
    result.append({"from_name": "action", "type": "choices", "value": {"choices": ["discard"]}})
    told = {"completed_by": 3, "updated_at": "2026-11-25T10:36:40.807698+02:00", "result": result}
    skipped = {"completed_by": 4, "result": [], "was_cancelled": True}
    path = tmp_path / "export.json"
    path.write_text(json.dumps([{"data": {"task": "0a1b2c3d-003"}, "annotations": [told, skipped]}]))
    found = read_reviews([path], a_key())
    (review,) = found.reviews

    assert ("0a1b2c3d-003", Action.DISCARD, 1) == (review.task, review.action, found.open)
    assert ("2026-11-25T08:36:40Z", pseudonym("3", SALT)) == (review.reviewed_at, review.reviewer)


def test_a_later_import_adds_and_replaces():
    """Reviews come in over days; the later of two by one reviewer on one task counts."""
    earlier = [a_review(1), a_review(2), a_review(1, BERT)]
    later = [a_review(1, rating=1), a_review(3)]
    found = merged(earlier, later)

    assert [("001", ANNA, 1), ("001", BERT, 4), ("002", ANNA, 4), ("003", ANNA, 4)] == [
        (one.task[-3:], one.reviewer, one.ratings[Aspect.CLARITY]) for one in found
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [("gone.csv", "there is no such file"), ("back.xlsx", "expected one of .json, .csv, .tsv")],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name, told):
    """A spreadsheet has to be saved as CSV."""
    (tmp_path / "back.xlsx").write_bytes(b"PK")
    with pytest.raises(DataError, match=told):
        read_reviews([tmp_path / name], a_key())


def test_a_case_that_was_added_by_hand_is_held_to_its_form(tmp_path):
    """A correction is checked like any other test case."""
    text = suite_as_text([a_case(title="x" * 200)]).replace("x" * 200, "x" * 201)
    found = imported(tmp_path, FILLED | {"corrected": text})

    assert "corrected: TC-001: title: String should have at most 200 characters" in found.problems[0]
