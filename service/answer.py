"""What is answered to a story: its test cases, what is to be said of them, and how they came about."""

from collections.abc import Mapping

from casewright.analysis import StoryText
from casewright.assumptions import find_assumptions
from casewright.records import Assumption, Generation, Outcome, Smell, StoryIssue, TestCase, Timing, UserStory
from casewright.smells import read_suite
from casewright.story_quality import issues_of
from service.detail import safe_detail
from service.envelope import Answer, RefusedError


class WrittenSuite(Answer):
    """The test cases of one story, and how they came about."""

    test_cases: tuple[TestCase, ...]
    story_issues: tuple[StoryIssue, ...]
    """What could be better about the story itself (docs/story-quality.md): advice."""
    smells: tuple[Smell, ...]
    """What rules find wrong with the cases, with the place and what to write instead (docs/smells.md)."""
    assumptions: tuple[Assumption, ...]
    """Labels, figures and roles of the cases that the story does not have: to be asked about before use."""
    model: str
    prompt: str | None
    """None: the baseline takes no prompt."""
    model_digest: str
    prompt_hash: str | None
    is_language_model: bool
    attempts: int
    latency_s: float
    """Time that the model took over all attempts, without waiting or loading."""
    end_to_end_s: float
    """Time from the first attempt's request to the accepted answer."""
    personal_data_replaced: dict[str, int]
    """Values replaced before the story was used, by type; never the values."""


class Failure(Answer):
    """What became of a story without a suite."""

    outcome: Outcome
    """Of the last attempt."""
    attempts: int
    model: str
    prompt: str | None


def written(
    story: UserStory,
    generation: Generation,
    timing: Timing,
    *,
    is_language_model: bool,
    replaced: Mapping[str, int],
) -> WrittenSuite:
    """The answer to `story`, of which `generation` is the suite and not a failure."""
    text = StoryText(story)
    read = read_suite(text, generation.test_cases)
    return WrittenSuite(
        test_cases=generation.test_cases,
        story_issues=issues_of(story.story),
        smells=read.smells,
        assumptions=find_assumptions(text, read),
        model=generation.cell.model,
        prompt=generation.cell.prompt,
        model_digest=generation.model_digest,
        prompt_hash=generation.prompt_hash or None,
        is_language_model=is_language_model,
        attempts=len(generation.attempts),
        latency_s=timing.end_to_end_s if timing.latency_s is None else timing.latency_s,
        end_to_end_s=timing.end_to_end_s,
        personal_data_replaced=dict(sorted(replaced.items())),
    )


def failed(generation: Generation) -> RefusedError:
    """The refusal that says how the last attempt failed, and quotes neither story nor answer."""
    last, count, cell = generation.attempts[-1], len(generation.attempts), generation.cell
    times = "1 attempt" if count == 1 else f"{count} attempts"
    reason = f"{last.outcome}: {detail}" if (detail := safe_detail(last)) else last.outcome
    return RefusedError(
        504 if last.outcome is Outcome.TIMEOUT else 502,
        f"no valid test cases after {times}: {reason}",
        data=Failure(outcome=last.outcome, attempts=count, model=cell.model, prompt=cell.prompt),
    )
