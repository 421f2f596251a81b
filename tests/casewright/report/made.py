"""Findings for tests, the report that they make, and its parts."""

from casewright.report import Findings, cells, subsets, to_markdown_report
from casewright.report.comparison import how_chosen
from casewright.report.failures import by_kind, where_lower
from casewright.report.judging import judged
from casewright.report.stories import about_stories, data
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

SECTIONS = {
    "How it was chosen": how_chosen,
    "Held out": subsets.held_out,
    "Targets": lambda found: cells.checks(found.choice.targets, found.chosen),
    "Limits of the choice": lambda found: cells.checks(found.choice.limits, found.chosen),
    "Recommendations": lambda found: cells.recommendations(found.chosen),
    "Failures and low quality": lambda found: f"{by_kind(found)}\n\n{where_lower(found)}",
    "Judged": judged,
    "Edge cases": subsets.edge_cases,
    "The stories": about_stories,
    "Data": data,
    "Under which conditions": lambda found: cells.conditions(found.conditions),
}


def findings(rows=None, choice=None, stories=None, **changes):
    """What a run found: a model beside the baseline, unless told otherwise."""
    if rows is None:
        rows = [a_cell_score(BASELINE_CELL, quality_score=0.4), a_cell_score(SMALL)]
    fields = {
        "choice": choice or a_choice(),
        "cells": rows,
        "stories": [a_story_score(cell=one.cell) for one in rows] if stories is None else stories,
        "conditions": [conditions(one.cell) for one in rows],
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


def short(*args, **kwargs):
    """The short report of such findings."""
    return to_markdown_report(findings(*args, **kwargs))


def report(*args, **kwargs):
    """The sections that the page shows in the words of Markdown, each under its heading."""
    found = findings(*args, **kwargs)
    return "".join(f"## {title}\n\n{write(found)}\n\n" for title, write in SECTIONS.items())


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
