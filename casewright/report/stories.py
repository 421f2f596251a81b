"""What the stories themselves are like, and whether that shows in the suites."""

from collections.abc import Mapping, Sequence
from typing import Any

from casewright.figures import counted, signed, signed_span, some, table, with_interval
from casewright.gap import mean_gap
from casewright.quality import mean_over_stories
from casewright.records import Criterion, Difficulty, StoryScore, Subset, story_values
from casewright.report.findings import Findings

_IDS_SHOWN = 3
_PAIRS_SHOWN = 5
_OWN = (Subset.DEV, Subset.HELD_OUT)

_ADVICE = {
    Criterion.WELL_FORMED: "names a role and what it wants",
    Criterion.ATOMIC: "asks for one thing",
    Criterion.MINIMAL: "holds the story and nothing beside it",
    Criterion.FULL_SENTENCE: "is a sentence",
    Criterion.HAS_BENEFIT: "says what it is for",
    Criterion.UNAMBIGUOUS: "uses words that can be measured",
    Criterion.UNIFORM: "has the form of the others",
    Criterion.UNIQUE: "is not told twice",
}
"""What a story that meets the criterion does."""


def about_stories(findings: Findings) -> str:
    """Issues and what they cost, how the stories were split, and what was derived or left out."""
    own = findings.stories_of(findings.chosen.cell, *_OWN)
    parts = (
        _issues(own),
        _by_issues(findings.stories_of(findings.chosen.cell, Subset.DEV)),
        _splits(findings.cleaning["subsets"]),
        "\n".join(
            f"- {line}"
            for line in (
                _derived(findings.cleaning["derived"]),
                _near_duplicates(findings.cleaning["near_duplicates"]),
                _quarantine(findings.cleaning["quarantined_by_reason"]),
            )
        ),
    )
    return "\n\n".join(part for part in parts if part)


def _issues(own: Sequence[StoryScore]) -> str:
    """How many of the user's stories miss which criterion, and a few of them."""
    with_issues = sum(bool(story.story_issues) for story in own)
    stories = counted(len(own), "story", "stories")
    if not with_issues:
        return f"No issue was found in the {stories} (without edge cases)."
    head = ("criterion", "a good story", "stories that do not", "such as")
    rows = []
    for criterion in Criterion:
        ids = [story.story_id for story in own if criterion in story.story_issues]
        if ids:
            name = criterion.value.replace("_", " ")
            rows.append((name, _ADVICE[criterion], str(len(ids)), some(ids, _IDS_SHOWN)))
    rows.sort(key=lambda row: -int(row[2]))
    said = (
        f"{with_issues} of {stories} (dev and held out) could be written better, as far as rules can tell; "
        "that is advice and keeps no story out."
    )
    return f"{said}\n\n{table(head, rows)}"


def _by_issues(dev: Sequence[StoryScore]) -> str:
    """Quality of the chosen cell's suites for stories with issues beside those without."""
    groups = {
        "without": [story for story in dev if not story.story_issues],
        "with": [story for story in dev if story.story_issues],
    }
    if not all(groups.values()):
        return ""
    rows = [
        (
            name,
            str(len(group)),
            with_interval(mean_over_stories("quality_score", group)),
            with_interval(mean_over_stories("reference_recall", group)),
        )
        for name, group in groups.items()
    ]
    head = ("issues", "dev stories", "quality of the suites (95 % interval)", "reference recall")
    return f"{_cost_of_issues(groups['with'], groups['without'])}\n\n{table(head, rows)}"


def _cost_of_issues(flawed: Sequence[StoryScore], others: Sequence[StoryScore]) -> str:
    found = mean_gap(story_values("quality_score", flawed), story_values("quality_score", others))
    if found is None or found.interval is None:
        return "Whether issues cost quality cannot be said of so few stories."
    span = f"{signed(found.difference, '0-1')}, 95 % interval {signed_span(found.interval, '0-1')}"
    if not found.is_shown:
        return f"It is not shown that the chosen cell's suites are worse for stories with issues ({span})."
    direction = "lower" if found.difference < 0 else "higher"
    return f"Suites of the chosen cell have **{direction} quality** for stories with issues ({span})."


def _splits(subsets: Mapping[str, Mapping[str, int]]) -> str:
    """Stories by difficulty and subset, and the edge cases by category in a line below."""
    rows = []
    for subset in _OWN:
        counts = [subsets.get(subset.value, {}).get(difficulty.value, 0) for difficulty in Difficulty]
        rows.append((subset.value.replace("_", " "), *map(str, counts), str(sum(counts))))
    split = table(("subset", *(difficulty.value for difficulty in Difficulty), "all"), rows)
    categories = subsets.get(Subset.EDGE_CASE.value, {})
    if not categories:
        return split
    said = ", ".join(f"{n} {category.replace('_', ' ')}" for category, n in categories.items())
    return f"{split}\n\nBeside them {counted(sum(categories.values()), 'edge case')}: {said}."


def _derived(derived: Mapping[str, int]) -> str:
    fields = [f"{name} of {counted(n, 'story', 'stories')}" for name, n in derived.items() if n]
    if not fields:
        return "nothing was derived: ids, domains and difficulties are those of the input"
    return f"derived by rule, because the input has none (docs/data.md): {', '.join(fields)}"


def _near_duplicates(near: Mapping[str, Any]) -> str:
    if not near["found"]:
        return "near duplicates: none found"
    pairs = [f"{pair['id']} like {pair['of']} ({pair['similarity']:.2f})" for pair in near["pairs"]]
    return f"near duplicates: {near['found']}; {some(pairs, _PAIRS_SHOWN)}"


def _quarantine(reasons: Mapping[str, int]) -> str:
    said = ", ".join(f"{n} {reason.replace('_', ' ')}" for reason, n in reasons.items() if n)
    return f"in quarantine, by reason: {said or 'none'}"


def data(findings: Findings) -> str:
    """What came in and what was kept, and a digest to tell it by."""
    cleaning = findings.cleaning
    personal = ", ".join(f"{n} {kind}" for kind, n in cleaning["personal_data_replaced"].items())
    kept = ", ".join(f"{n} {kind}" for kind, n in cleaning["personal_data_kept"].items())
    parts = {"stories": "stories", "references": "reference suites", "edge_cases": "edge cases"}
    lines = [
        f"{count['kept']} {name} of {counted(count['rows'], 'row')}; {count['quarantined']} in quarantine"
        for part, name in parts.items()
        if (count := cleaning[part])["rows"] or part == "stories"
    ]
    lines.append(f"personal values replaced: {personal or 'none'}")
    if kept:
        why = "they are reserved for examples and tests or named in `clean.keep_terms`"
        lines.append(f"values kept, because {why}: {kept}")
    if cleaning["ignored_columns"]:
        lines.append(f"columns that were not read: {', '.join(cleaning['ignored_columns'])}")
    lines += [f"judge: {findings.judging.reason}", f"SHA-256 of the clean data: `{findings.data_digest}`"]
    return "\n".join(f"- {line}" for line in lines)
