"""What cells make of the hard cases that come with Casewright, apart from the user's stories."""

from collections.abc import Sequence

from casewright.records import Outcome, Record, StoryScore, Subset

UNSORTED = "unsorted"
"""The category of an edge case that names none."""


class CategoryFigures(Record):
    """One cell on the edge cases of one category."""

    category: str
    stories: int
    success_rate: float
    structural_compliance: float
    quality_score: float
    """Mean over the stories; a story without a valid suite counts 0."""
    failed: tuple[str, ...]
    """The stories without a valid suite."""


class EdgeCases(Record):
    """The chosen cell on the edge cases, over all of them and by category."""

    stories: int
    success_rate: float
    structural_compliance: float
    quality_score: float
    categories: tuple[CategoryFigures, ...]


def edge_cases(stories: Sequence[StoryScore]) -> EdgeCases | None:
    """The edge cases among the stories of one cell; None where there is none."""
    categories = by_category(stories)
    if not categories:
        return None
    total = _figures("", [story for story in stories if story.subset is Subset.EDGE_CASE])
    return EdgeCases(categories=categories, **total.model_dump(exclude={"category", "failed"}))


def by_category(stories: Sequence[StoryScore]) -> tuple[CategoryFigures, ...]:
    """The figures of one cell for every category of edge case, in the order of their names."""
    groups: dict[str, list[StoryScore]] = {}
    for story in stories:
        if story.subset is Subset.EDGE_CASE:
            groups.setdefault(story.category or UNSORTED, []).append(story)
    return tuple(_figures(category, groups[category]) for category in sorted(groups))


def _figures(category: str, stories: Sequence[StoryScore]) -> CategoryFigures:
    n = len(stories)
    failed = [story.story_id for story in stories if story.outcome is not Outcome.OK]
    return CategoryFigures(
        category=category,
        stories=n,
        success_rate=1 - len(failed) / n,
        structural_compliance=sum(story.first_attempt_ok for story in stories) / n,
        quality_score=sum(story.scores["quality_score"].value or 0.0 for story in stories) / n,
        failed=tuple(failed),
    )
