"""Findings for tests, the report that they make, and its parts."""

from casewright.report import Findings, to_markdown_report
from tests.builders import BASELINE_CELL, NOT_JUDGED, SMALL, a_cell_score, a_choice, a_story_score, conditions

NONE = {"rows": 0, "kept": 0, "quarantined": 0}
CLEANING = {
    "stories": {"rows": 5, "kept": 3, "quarantined": 2},
    "edge_cases": NONE,
    "references": {"rows": 4, "kept": 3, "quarantined": 1},
    "quarantined_by_reason": {"duplicate": 2, "unknown_story": 1},
    "near_duplicates": {"found": 0, "pairs": []},
    "derived": {"id": 0, "domain": 0, "difficulty": 0},
    "subsets": {
        "dev": {"easy": 1, "medium": 1, "hard": 0},
        "held_out": {"easy": 1, "medium": 0, "hard": 0},
        "edge_case": {},
    },
    "personal_data_replaced": {},
    "personal_data_kept": {},
    "ignored_columns": [],
}
"""The keys of reports/cleaning.json that the report reads."""


def findings(cells=None, choice=None, stories=None, **changes):
    """What a run found: a model beside the baseline, unless told otherwise."""
    cells = [a_cell_score(BASELINE_CELL, quality_score=0.4), a_cell_score(SMALL)] if cells is None else cells
    fields = {
        "choice": choice or a_choice(),
        "cells": cells,
        "stories": [a_story_score(cell=one.cell) for one in cells] if stories is None else stories,
        "conditions": [conditions(one.cell) for one in cells],
        "cleaning": CLEANING,
        "judging": NOT_JUDGED,
        "judge_validation": None,
        "review": None,
        "types": [],
        "passing_quality": 0.7,
        "weights": {"quality_score": 1.0},
        "data_digest": "d1935",
        "held_out_share": 0.3,
    }
    return Findings(**fields | changes)


def report(*args, **kwargs):
    """The report of such findings."""
    return to_markdown_report(findings(*args, **kwargs))


def section(text, title):
    """What stands under a heading."""
    return text.split(f"## {title}\n\n")[1].split("\n\n## ")[0].strip()


def tables(text):
    """The tables of a section, each as the cells below its head."""
    blocks = [block for block in text.split("\n\n") if block.startswith("|")]
    rows = [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in b.splitlines()] for b in blocks
    ]
    return [block[2:] for block in rows]


def table(text):
    """The first table of a section."""
    return tables(text)[0]
