"""What went wrong: failures and low quality by kind, where quality is lower, and which smells there are."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from casewright.failures import Failure, failures, shares
from casewright.figures import counted, rounded, signed, some, table
from casewright.groups import Group, lower_groups
from casewright.paths import FAILURES
from casewright.records import StoryScore, Subset
from casewright.report.findings import Findings
from casewright.smells import RULES

_IDS_SHOWN = 5
_PROBLEM_SHOWN = 100
_SMELLS_SHOWN = 12
_OWN = (Subset.DEV, Subset.HELD_OUT)

_GROUPINGS: dict[str, Callable[[StoryScore], Iterable[str]]] = {
    "difficulty": lambda story: [story.difficulty.value],
    "domain": lambda story: [story.domain],
    "story issue": lambda story: [issue.value.replace("_", " ") for issue in story.story_issues],
}


def what_went_wrong(findings: Findings) -> str:
    """Every part that has something to say."""
    parts = (by_kind(findings), where_lower(findings), by_type(findings), smells(findings))
    return "\n\n".join(part for part in parts if part)


def by_kind(findings: Findings) -> str:
    """Failures, retries and low scores of every cell on the user's stories, with examples."""
    own = [story for story in findings.stories if story.subset in _OWN]
    found = failures(own, findings.passing_quality, findings.weights)
    if not found:
        return "Nothing failed: every story of every cell has a valid suite of passing quality."
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
        for one in compared[:_SMELLS_SHOWN]
    ]
    said = (
        f"Quality of the chosen cell is lower for {counted(len(shown), 'group')} of {len(compared)} "
        "that were looked at"
        if shown
        else f"No group of {len(compared)} that were looked at is shown to have lower quality"
    )
    head = ("group of dev stories", "stories", "quality", "to the others", "reading")
    return f"{said} (Welch's t-test, false discovery rate 5 %).\n\n{table(head, rows)}"


def by_type(findings: Findings) -> str:
    """The cases of each type: how many, how good, and what is most often wrong with them."""
    order = {row.cell.cell.name: place for place, row in enumerate(findings.leaderboard)}
    dev = [one for one in findings.types if one.subset is Subset.DEV]
    rows = [
        (
            one.cell.name,
            one.type.value.replace("_", " "),
            f"{one.cases:,}",
            f"{one.quality:.3f}",
            ", ".join(f"{rule} ({n})" for rule, n in Counter(one.smells).most_common(3)) or "none",
        )
        for one in sorted(dev, key=lambda one: order.get(one.cell.name, len(order)))
    ]
    return table(("cell", "type", "cases on dev", "quality by case", "most frequent smells"), rows)


def smells(findings: Findings) -> str:
    """What the rules found most often in the chosen cell's suites, and what to write instead."""
    dev = findings.stories_of(findings.chosen.cell, Subset.DEV)
    counts = sum((Counter(story.smells) for story in dev), Counter[str]())
    if not counts:
        return "No smell was found in the suites of the chosen cell."
    known = {rule.id: rule for rule in RULES}
    rows = [
        (
            f"`{name}`",
            known[name].severity.value if name in known else "",
            str(n),
            known[name].meaning if name in known else "",
            known[name].fix if name in known else "",
        )
        for name, n in counts.most_common(_SMELLS_SHOWN)
    ]
    head = ("smell", "severity", "found", "what it is", "what to write instead")
    total = counted(counts.total(), "smell")
    return f"{total} in the chosen cell's suites on dev (docs/smells.md).\n\n{table(head, rows)}"


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
