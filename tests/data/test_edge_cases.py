import json
import re
from collections import Counter

import pytest

from casewright.baseline import write_cases
from casewright.cleaning import normalise
from casewright.files import read_json, read_jsonl, write_json, write_jsonl
from casewright.pii import scrub
from casewright.prompts import JUDGE, load_prompt
from casewright.records import GENERATED_CASES, STORY_LENGTH, Subset, Suite, UserStory
from tests.conftest import ROOT

ROWS = json.loads((ROOT / "data/raw/edge_cases.json").read_text(encoding="utf-8"))
DOMAINS = {row["domain"] for row in json.loads((ROOT / "data/raw/stories.json").read_text(encoding="utf-8"))}
LEAST = {
    "vague_requirements": 6,
    "conflicting_criteria": 6,
    "multi_role": 6,
    "non_functional": 6,
    "complex_flows": 6,
    "boundary_conditions": 6,
    "adversarial": 14,
}
"""Stories of each category, at least."""


def as_story(row: dict) -> UserStory:
    """A row as the pipeline sees it: every text normalised."""
    fields = {
        name: normalise(value) if isinstance(value, str) else [normalise(item) for item in value]
        for name, value in row.items()
    }
    return UserStory.model_validate(fields | {"subset": Subset.EDGE_CASE})


STORIES = [as_story(row) for row in ROWS]
PROMPTS = sorted(path.stem for path in (ROOT / "prompts").glob("*.j2") if path.stem != JUDGE)

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)


def tagged(tag: str) -> list[UserStory]:
    """The stories that carry a tag."""
    return [story for story in STORIES if tag in story.tags]


# ---- the set


def test_every_category_is_there_often_enough():
    """Enough stories of each category that its scores say something, and no other category."""
    counts = Counter(story.category for story in STORIES)

    assert LEAST.keys() == counts.keys()
    assert {} == {name: count for name, count in counts.items() if count < LEAST[name]}


def test_ids_and_stories_are_unique():
    """An edge case is told from every other, and from the stories of the user, by its id."""
    assert [f"EC-{number:03d}" for number in range(1, len(ROWS) + 1)] == [row["id"] for row in ROWS]
    assert len(STORIES) == len({story.story.casefold() for story in STORIES})


@each_story
def test_every_row_is_described_as_the_other_stories_are(story):
    """A domain of the shop, and tags that say in one or two words what is hard."""
    assert story.domain in DOMAINS
    assert story.tags
    assert [] == [tag for tag in story.tags if not re.fullmatch(r"[a-z]+(-[a-z]+)*", tag)]


@pytest.mark.parametrize(
    ("category", "least"), [("conflicting_criteria", 2), ("multi_role", 2), ("boundary_conditions", 2)]
)
def test_a_category_about_criteria_has_some(category, least):
    """One criterion alone contradicts nothing, and a limit has to be stated."""
    few = [
        story.id for story in STORIES if story.category == category and len(story.acceptance_criteria) < least
    ]

    assert [] == few


def test_boundary_conditions_state_figures():
    """Every story about a limit gives figures in its text and in its criteria."""
    without = [
        story.id
        for story in STORIES
        if story.category == "boundary_conditions"
        and not (re.search(r"\d", story.story) and re.search(r"\d", " ".join(story.acceptance_criteria)))
    ]

    assert [] == without


# ---- lengths and characters


def test_both_ends_of_the_allowed_length_are_used():
    """A story of exactly 20 and one of exactly 500 characters, the latter with blanks around it."""
    lengths = {story.id: len(story.story) for story in STORIES}
    (longest,), (shortest,) = tagged("longest-story"), tagged("shortest-story")
    raw = next(row["story"] for row in ROWS if row["id"] == longest.id)

    assert set(STORY_LENGTH) == {lengths[shortest.id], lengths[longest.id]}
    assert raw != raw.strip() == longest.story


def test_cleaning_has_something_to_do():
    """Hidden characters are taken out and combining accents composed, so that both reach the pipeline raw."""
    raw = {row["id"]: row["story"] for row in ROWS}
    (hidden,), (combining,) = tagged("zero-width"), tagged("combining-characters")

    assert {"\ufeff", "\u200b", "\u00ad", "\u2060"} <= set(raw[hidden.id])
    assert hidden.story.isascii()
    assert "e\u0301" in raw[combining.id]
    assert "caf\u00e9" in combining.story
    assert "q\u0307" in combining.story  # has no composed form


def test_the_file_shows_what_it_holds():
    """Characters that show nothing stand as escapes in the file: a reviewer sees every one of them."""
    text = (ROOT / "data/raw/edge_cases.json").read_text(encoding="utf-8")
    invisible = re.findall(
        "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff\U000e0000-\U000e007f]", text
    )

    assert [] == invisible


@each_story
def test_nothing_in_it_is_personal(story):
    """The scrubber finds nothing to replace: what is scored is what was written."""
    for text in (story.story, *story.acceptance_criteria):
        scrubbed = scrub(text)

        assert {} == dict(scrubbed.counts)
        assert text == scrubbed.text


# ---- on their way through the pipeline


@each_story
def test_the_baseline_writes_a_valid_suite(story):
    """However odd the story, the floor stands: a valid suite without an empty or unfinished text."""
    cases = write_cases(story)
    suite = Suite.model_validate_json(Suite(test_cases=cases).model_dump_json())
    texts = [text for case in cases for text in (case.title, *case.steps, case.expected_result)]

    assert GENERATED_CASES[0] <= len(suite.test_cases) <= GENERATED_CASES[1]
    assert cases == suite.test_cases
    assert len(cases) == len({case.title for case in cases})
    assert [] == [text for text in texts if re.search(r" (?:the|an?|such|with)…?\.?$|[。.]\.$", text)]


@each_story
@pytest.mark.parametrize("name", PROMPTS)
def test_every_prompt_shows_the_story_unchanged(name, story):
    """Template syntax, markup and delimiters in a story are text: they reach the user message literally."""
    system, user = load_prompt(name, ROOT / "prompts").messages(story)

    assert story.story in user.content
    assert [] == [text for text in story.acceptance_criteria if f"- {text}" not in user.content]
    assert story.story not in system.content


@each_story
@pytest.mark.parametrize("name", PROMPTS)
def test_no_story_changes_the_instructions(name, story):
    """The system message is the same for every story, the hostile ones included."""
    prompt = load_prompt(name, ROOT / "prompts")

    assert prompt.messages(STORIES[0])[0] == prompt.messages(story)[0]


def test_stories_survive_json_lines(tmp_path):
    """What is written one record a line is read back as it was, whatever characters it holds."""
    path = tmp_path / "stories.jsonl"
    write_jsonl(path, STORIES)

    assert STORIES == read_jsonl(path, UserStory)
    assert len(STORIES) == len(path.read_bytes().splitlines())


def test_stories_survive_json(tmp_path):
    """The same for one JSON list, with and without escapes."""
    path = tmp_path / "stories.json"
    dumped = [story.model_dump(mode="json") for story in STORIES]
    write_json(path, dumped)

    assert dumped == read_json(path)
    assert dumped == json.loads(json.dumps(dumped, ensure_ascii=True))
