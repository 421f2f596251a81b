"""What a reviewer is told: what to rate, from what to what, and what to do with a suite."""

from casewright.records import Action, Aspect

ANCHORS: dict[Aspect, tuple[str, str, str]] = {
    Aspect.RELEVANCE: (
        "unrelated to the story",
        "covers the main feature but misses details",
        "covers every aspect of the story",
    ),
    Aspect.COMPLETENESS: (
        "important scenarios are missing",
        "positive and negative scenarios are there",
        "edge cases are there as well",
    ),
    Aspect.CLARITY: ("vague", "mostly clear", "precise, and says exactly what to do"),
    Aspect.USABILITY: ("cannot be executed", "needs clarification first", "ready to run as it is"),
}
"""What 1 (poor), 3 (acceptable) and 5 (excellent) mean; 2 and 4 lie between."""

ACTIONS: dict[Action, str] = {
    Action.ACCEPT: "use it as it is",
    Action.MINOR_EDIT: "use it after the corrections that you make below",
    Action.REWRITE: "start anew, with this as a hint",
    Action.DISCARD: "of no use",
}

_FORM = """    TC-001 [positive, high] What is varied and what comes of it
    Given: a state that must exist before
    1. an action with its values
    Expected: what can be observed afterwards"""


def anchor_line(aspect: Aspect) -> str:
    """The anchors of one aspect in a line."""
    poor, acceptable, excellent = ANCHORS[aspect]
    return f"1 poor: {poor} · 3 acceptable: {acceptable} · 5 excellent: {excellent}"


def guide() -> str:
    """The page that goes to reviewers with their tasks."""
    aspects = "\n".join(f"- **{aspect}**: {anchor_line(aspect)}" for aspect in Aspect)
    actions = "\n".join(f"- **{action}**: {meaning}" for action, meaning in ACTIONS.items())
    return f"""# How to review

Each task is one user story with one suite of test cases for it. Several suites may belong to one story. Who
or what wrote a suite is not said; please do not guess. Rate every suite for itself, and do not talk about
single suites with other reviewers before all of you have finished.

Rate each of these from 1 (poor) to 5 (excellent); 2 and 4 lie between:

{aspects}

Ratings that are filled in already come from rules that see form and not sense. Change them freely.

Then say what you would do with the suite:

{actions}

For a minor edit, correct the suite in the field `corrected`. Keep its form; every other line goes on with the
line before it, and a whole test case may be removed or added:

{_FORM}

Types are positive, negative, edge_case, boundary; priorities are critical, high, medium, low.

In a spreadsheet, write one name or number of yours into every row's column `reviewer`: it is replaced by a
pseudonym when the file is read. A row without an action counts as not reviewed. Leave `task` as it is.
"""
