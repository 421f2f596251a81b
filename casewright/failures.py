"""What went wrong, by kind: failures with their names, retries, and suites of low quality.

A kind is the name of an outcome where no valid suite came, `retried: <outcome>` where one came after all,
`repaired: <outcome>` where the first answer was mended, and `low quality` where a valid suite stays below the
passing mark.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from casewright.metrics import share_of
from casewright.records import Outcome, Score, StoryScore
from casewright.spreadsheet import inert
from casewright.stats import Interval, rate_interval

LOW_QUALITY = "low quality"

_HEAD = (
    "cell",
    "subset",
    "story_id",
    "kind",
    "difficulty",
    "domain",
    "category",
    "story_issues",
    "attempts",
    "quality_score",
    "weakest_scorer",
    "weakest_value",
    "problem",
    "smells",
    "unmatched_references",
)
_SMELLS_SHOWN = 5


class Failure(NamedTuple):
    """One thing that went wrong with one story of one cell."""

    kind: str
    story: StoryScore
    problem: str
    """What was wrong, in one line."""


class Weakness(NamedTuple):
    """The scorer that holds a story down."""

    scorer: str
    score: Score


def failures(stories: Iterable[StoryScore], passing: float, weights: Mapping[str, float]) -> list[Failure]:
    """Everything that went wrong, in the order of the stories.

    Args:
        stories: of any cells and subsets.
        passing: quality from which a suite passes, 0-1.
        weights: by scorer, as the quality score weighs them.

    """
    return [failure for story in stories for failure in _of_story(story, passing, weights)]


def weakest(story: StoryScore, weights: Mapping[str, float]) -> Weakness | None:
    """The scorer that costs a story most of its quality; None where nothing costs anything."""
    costs = {
        name: (1 - share_of(score.value, score.scale)) * weight
        for name, weight in weights.items()
        if (score := story.scores.get(name)) and score.value is not None
    }
    name = max(costs, key=costs.__getitem__, default=None)
    return Weakness(name, story.scores[name]) if name and costs[name] > 0 else None


def to_csv(found: Sequence[Failure], weights: Mapping[str, float]) -> str:
    """One line a failure, with all that it can be grouped by."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows([*map(inert, _line(one, weights))] for one in found)
    return out.getvalue()


class Share(NamedTuple):
    """How often something went wrong among the stories of one group."""

    group: tuple[str, ...]
    failed: tuple[str, ...]
    """Ids of the stories."""
    stories: int
    interval: Interval | None
    """95 % exact interval of the share."""


def shares(
    found: Sequence[Failure],
    stories: Sequence[StoryScore],
    of_failure: Callable[[Failure], tuple[str, ...]],
    of_story: Callable[[StoryScore], tuple[str, ...]],
) -> list[Share]:
    """Failures by group, beside how many stories could have failed so.

    Args:
        found: the failures.
        stories: all stories, those that went well among them.
        of_failure: the group of a failure; starts with that of its story.
        of_story: the group of a story, of which the stories are counted.

    """
    total: dict[tuple[str, ...], int] = {}
    for story in stories:
        total[of_story(story)] = total.get(of_story(story), 0) + 1
    groups: dict[tuple[str, ...], list[Failure]] = {}
    for failure in found:
        groups.setdefault(of_failure(failure), []).append(failure)
    return [
        _share(group, members, total[of_story(members[0].story)]) for group, members in sorted(groups.items())
    ]


def _share(group: tuple[str, ...], members: Sequence[Failure], stories: int) -> Share:
    ids = tuple(dict.fromkeys(one.story.story_id for one in members))
    return Share(group, ids, stories, rate_interval(len(ids), stories))


def _of_story(story: StoryScore, passing: float, weights: Mapping[str, float]) -> Iterable[Failure]:
    if story.outcome is not Outcome.OK:
        yield Failure(story.outcome.value, story, story.problem)
    elif story.failed_attempts:
        came = "retried" if story.attempts > 1 else "repaired"
        yield Failure(f"{came}: {story.failed_attempts[0].value}", story, story.problem)
    quality = story.scores["quality_score"].value
    if story.outcome is Outcome.OK and quality is not None and quality < passing:
        weakness = weakest(story, weights)
        said = f"{weakness.scorer}: {weakness.score.reason}" if weakness else ""
        yield Failure(LOW_QUALITY, story, said)


def _line(failure: Failure, weights: Mapping[str, float]) -> list[str]:
    story, weakness = failure.story, weakest(failure.story, weights)
    quality = story.scores["quality_score"].value
    smells = sorted(story.smells.items(), key=lambda item: (-item[1], item[0]))[:_SMELLS_SHOWN]
    return [
        story.cell.name,
        story.subset.value,
        story.story_id,
        failure.kind,
        story.difficulty.value,
        story.domain,
        story.category or "",
        " ".join(story.story_issues),
        str(story.attempts),
        "" if quality is None else f"{quality:.4f}",
        weakness.scorer if weakness else "",
        f"{weakness.score.value:.4f}" if weakness else "",
        " ".join(failure.problem.split()),
        " ".join(f"{rule}:{count}" for rule, count in smells),
        " ".join(story.unmatched),
    ]
