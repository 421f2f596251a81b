"""What went wrong: failures and low quality by kind, and where quality is lower."""

from collections.abc import Callable, Iterable, Sequence

from casewright.failures import Failure, failures, shares
from casewright.figures import counted, rounded, signed, some, table
from casewright.groups import Group, lower_groups
from casewright.paths import FAILURES
from casewright.records import Cell, StoryScore, Subset
from casewright.report.findings import Findings

_IDS_SHOWN = 5
_PROBLEM_SHOWN = 100
_GROUPS_SHOWN = 12
_OWN = (Subset.DEV, Subset.HELD_OUT)

_GROUPINGS: dict[str, Callable[[StoryScore], Iterable[str]]] = {
    "difficulty": lambda story: [story.difficulty.value],
    "domain": lambda story: [story.domain],
    "story issue": lambda story: [issue.value.replace("_", " ") for issue in story.story_issues],
}


def by_kind(findings: Findings, cell: Cell | None = None) -> str:
    """Failures, retries and low scores on the user's stories, of every cell unless one is named."""
    own = [
        story for story in findings.stories if story.subset in _OWN and (cell is None or story.cell == cell)
    ]
    found = failures(own, findings.passing_quality, findings.weights)
    if not found:
        failed = f"Nothing of {cell.name} failed" if cell else "Nothing failed"
        return f"{failed}: every story has a valid suite of passing quality."
    first: dict[tuple[str, ...], Failure] = {}
    for one in found:
        first.setdefault(_of_failure(one), one)
    rows = [
        (
            *share.group,
            f"{len(share.failed)} of {share.stories}",
            " to ".join(rounded(bound, "0-1") for bound in share.interval) if share.interval else "",
            some(share.failed, _IDS_SHOWN),
            first[share.group].problem[:_PROBLEM_SHOWN],
        )
        for share in shares(found, own, _of_failure, _of_story)
    ]
    head = ("cell", "subset", "kind", "stories", "95 % interval of the share", "which", "such as")
    repeated = any(one.repeats > 1 for one in findings.conditions)
    counts = " A story counts as failed or retried where one of its suites was." if repeated else ""
    return f"{table(head, rows)}\n\nEach one, with all that it can be grouped by: `{FAILURES}`.{counts}"


def where_lower(findings: Findings) -> str:
    """Groups of the dev stories for which the chosen cell's suites are worse than for the others."""
    dev = findings.stories_of(findings.chosen.cell, Subset.DEV)
    groups = [group for name, group_of in _GROUPINGS.items() for group in _groups(name, dev, group_of)]
    compared = lower_groups(groups)
    if not compared:
        return ""
    shown = [one for one in compared if one.is_shown]
    rows = [
        (
            one.name,
            str(one.stories),
            f"{one.mean:.3f}",
            signed(one.difference, "0-1"),
            "**lower**" if one.is_shown else "not shown",
        )
        for one in compared[:_GROUPS_SHOWN]
    ]
    said = (
        f"Quality of the chosen cell is lower for {counted(len(shown), 'group')} of {len(compared)} "
        "that were looked at"
        if shown
        else f"No group of {len(compared)} that were looked at is shown to have lower quality"
    )
    head = ("group of dev stories", "stories", "quality", "to the others", "reading")
    return f"{said} (Welch's t-test, false discovery rate 5 %).\n\n{table(head, rows)}"


def _groups(
    name: str, stories: Sequence[StoryScore], group_of: Callable[[StoryScore], Iterable[str]]
) -> list[Group]:
    """Quality of the stories in each group beside that of all others."""
    values: dict[str, set[int]] = {}
    for place, story in enumerate(stories):
        for group in group_of(story):
            values.setdefault(group, set()).add(place)
    quality = [story.scores["quality_score"].value or 0.0 for story in stories]
    return [
        Group(
            f"{name}: {group}",
            [quality[place] for place in sorted(places)],
            [value for place, value in enumerate(quality) if place not in places],
        )
        for group, places in sorted(values.items())
    ]


def _of_failure(failure: Failure) -> tuple[str, ...]:
    return (*_of_story(failure.story), failure.kind.replace("_", " "))


def _of_story(story: StoryScore) -> tuple[str, ...]:
    return (story.cell.name, story.subset.value.replace("_", " "))
