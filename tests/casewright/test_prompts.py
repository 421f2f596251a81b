import re
from pathlib import Path

import pytest

from casewright.errors import PromptError
from casewright.parsing import parse_suite
from casewright.prompts import JUDGE, Message, load_prompt
from casewright.records import Outcome, TestCase, UserStory
from tests.conftest import ROOT

PROMPTS = ROOT / "prompts"
SHIPPED = sorted(path.stem for path in PROMPTS.glob("*.j2") if path.stem != JUDGE)
SYSTEM = "{% block system %}Write.{% endblock %}\n"
USER = "{% block user %}{{ story.story }}{% endblock %}\n"


def contents(
    name: str, story: UserStory, passages: tuple[str, ...] = (), folder: Path = PROMPTS
) -> list[str]:
    """The text of each message of a prompt."""
    return [message.content for message in load_prompt(name, folder).messages(story, passages)]


def refusal(folder: Path, **templates: str) -> str:
    """Write the templates and load the first: the message of the error that this is."""
    for name, source in templates.items():
        (folder / f"{name}.j2").write_text(source, encoding="utf-8")
    with pytest.raises(PromptError) as error:
        load_prompt(next(iter(templates)), folder)
    assert "\n" not in str(error.value)
    return str(error.value)


# ---- the prompts that come with the project


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_prompt_shows_the_story(name, story):
    """A system and a user message, the story and its criteria in the second, nothing left to fill in."""
    full = story.model_copy(
        update={"acceptance_criteria": ("Prices are in euros.", "An empty range is refused.")}
    )
    prompt = load_prompt(name, PROMPTS)
    system, user = prompt.messages(full)

    assert (system.role, user.role) == ("system", "user")
    assert story.story in user.content
    assert "- Prices are in euros.\n- An empty range is refused." in user.content
    assert "Acceptance criteria" not in contents(name, story)[1]
    assert re.fullmatch("[0-9a-f]{64}", prompt.hash)
    assert "{%" not in system.content + user.content
    assert "{{" not in system.content + user.content


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_the_same_for_every_story_comes_first(name, story):
    """The system message does not depend on the story, so the server reads it once."""
    other = UserStory(id="US-002", story="As a clerk, I want to print a label, so that the parcel arrives.")

    assert contents(name, story)[0] == contents(name, other)[0]


@pytest.mark.parametrize("name", ["improved_v1", "rag"])
def test_the_example_suite_is_valid(name, story):
    """The example in the prompt is a suite that would be accepted as an answer."""
    example = re.search(r'^\{"test_cases": \[$.*?^\]\}$', contents(name, story)[0], re.MULTILINE | re.DOTALL)

    assert example is not None
    parsed = parse_suite(example.group())
    assert (parsed.outcome, len(parsed.test_cases), parsed.problem) == (Outcome.OK, 4, "")


def test_the_example_case_is_valid(story):
    """The example in `basic` is a test case that would be accepted."""
    example = re.search(r'^\{"id".*\}$', contents("basic", story)[0], re.MULTILINE)

    assert example is not None
    assert TestCase.model_validate_json(example.group(), strict=True).id == "TC-001"


def test_rag_shows_its_passages(story):
    """Retrieved passages are numbered and come before the story."""
    user = contents("rag", story, ("Prices are gross.", "A range includes its ends."))[1]

    assert user.startswith("Related material")
    assert user.index("[1]\nPrices are gross.") < user.index("[2]\nA range includes its ends.")
    assert user.index("A range includes its ends.") < user.index(story.story)


def test_rag_without_passages_has_no_empty_heading(story):
    """With nothing retrieved, the prompt is the one that it builds on."""
    assert contents("rag", story) == contents("improved_v1", story)


def test_only_rag_asks_for_passages():
    """Whether a prompt uses context is read from its template, so others cost no retrieval."""
    assert [name for name in SHIPPED if load_prompt(name, PROMPTS).uses_passages] == ["rag"]


# ---- stories are data


@pytest.mark.parametrize("markup", ["{{ story.id }}", "{% raw %}", "{# note #}", "<b>&amp;</b>", "{{ 1/0 }}"])
def test_markup_in_a_story_is_not_interpreted(markup):
    """Template syntax and HTML in a story or passage reach the model as they are."""
    story = UserStory(
        id="US-001", story=f"As a user, I want to type {markup} into a field, so that it is kept."
    )
    user = contents("rag", story, (f"A passage with {markup} in it.",))[1]

    assert story.story in user
    assert f"A passage with {markup} in it." in user


def test_a_message_is_what_the_chat_api_takes():
    """A message becomes a dict with role and content."""
    assert Message("user", "Hi").as_dict() == {"role": "user", "content": "Hi"}


# ---- templates of the user's own


def test_a_parent_is_part_of_the_hash(tmp_path, story):
    """Changing a template changes the hash of the prompts that build on it, and of no other."""
    (tmp_path / "parent.j2").write_text(SYSTEM + USER)
    (tmp_path / "child.j2").write_text('{% extends "parent.j2" %}')
    (tmp_path / "alone.j2").write_text(SYSTEM + USER)
    before = {name: load_prompt(name, tmp_path).hash for name in ("parent", "child", "alone")}
    (tmp_path / "parent.j2").write_text(SYSTEM.replace("Write", "Write well") + USER)
    after = {name: load_prompt(name, tmp_path).hash for name in before}

    assert [name for name in before if before[name] != after[name]] == ["parent", "child"]
    assert contents("child", story, folder=tmp_path)[0] == "Write well."


def test_a_prompt_stays_as_it_was_loaded(tmp_path, story):
    """Editing a template while a batch runs changes neither the messages nor the hash of that batch."""
    (tmp_path / "parent.j2").write_text(SYSTEM + USER)
    (tmp_path / "child.j2").write_text('{% extends "parent.j2" %}')
    prompt = load_prompt("child", tmp_path)
    before = prompt.messages(story)
    (tmp_path / "parent.j2").write_text(SYSTEM.replace("Write", "Edited") + USER)

    assert prompt.messages(story) == before


def test_a_missing_prompt_is_named_with_those_that_are_there(tmp_path):
    """The message names the prompt, the file that was looked for and the prompts in the folder."""
    (tmp_path / "good.j2").write_text(SYSTEM + USER)
    with pytest.raises(PromptError, match=r"'bad'.*bad\.j2 is not there.*: good;"):
        load_prompt("bad", tmp_path)


def test_an_empty_folder_says_that_there_is_none(tmp_path):
    """Without any prompt, the message does not end in an empty list."""
    with pytest.raises(PromptError, match="none"):
        load_prompt("bad", tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("source", "what"),
    [
        (SYSTEM + USER + "{{ stroy }}", "asks for stroy; a prompt may use examples, passages, story"),
        (SYSTEM, "lacks the block user"),
        (USER, "lacks the block system"),
        ("Plain text", "lacks the block system and user"),
        (SYSTEM + "{% block user %}Go!{% endblock %}", "never shows the story; put {{ story.story }}"),
        (
            SYSTEM + "{% block user %}{% if passages %}{{ story.story }}{% endif %}{% endblock %}",
            "never shows the story",
        ),
        (SYSTEM + "{% block user %}{{ story.text }}{{ story.story }}{% endblock %}", "no attribute 'text'"),
        (SYSTEM + "{% block user %}{{ story.story }}{{ 1 / 0 }}{% endblock %}", "division by zero"),
        (SYSTEM + USER + "\n{% if story %}", "line 4: Unexpected end of template"),
        (SYSTEM + USER + "{{ 1 | nothing }}", "line 3: No filter named 'nothing'"),
        ('{% extends "gone.j2" %}', "'gone.j2' not found"),
    ],
)
def test_a_template_that_cannot_work_is_refused_before_any_call(tmp_path, source, what):
    """The message is one line that names the prompt, the file and what is wrong."""
    message = refusal(tmp_path, mine=source)

    assert message.startswith(f"prompt 'mine': {tmp_path / 'mine.j2'}")
    assert what in message


@pytest.mark.parametrize("condition", ["story.acceptance_criteria", "not passages", "story.tags"])
def test_a_fault_in_a_rare_branch_is_found_too(tmp_path, condition):
    """What only shows for a story with criteria, or without passages, does not wait for that story."""
    branch = f"{{% if {condition} %}}{{{{ story.nothing }}}}{{% endif %}}"

    assert "no attribute 'nothing'" in refusal(
        tmp_path, mine=SYSTEM + f"{{% block user %}}{{{{ story.story }}}}{branch}{{% endblock %}}"
    )


def test_a_fault_in_a_parent_is_placed_there(tmp_path):
    """A syntax error names the file it is in, which need not be the prompt's own."""
    message = refusal(tmp_path, child='{% extends "parent.j2" %}', parent=f"{SYSTEM}\n\n{{{{ story.")

    assert message.startswith(f"prompt 'child': {tmp_path / 'parent.j2'}: line 4: ")


def test_blocks_of_an_included_template_are_not_the_prompts_own(tmp_path):
    """A prompt builds on another by `extends`; an `include` gives it no blocks."""
    message = refusal(tmp_path, mine='{% include "other.j2" %}', other=SYSTEM + USER)

    assert "lacks the block system and user" in message


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    """A template in another encoding is one line too."""
    (tmp_path / "mine.j2").write_bytes((SYSTEM + USER).encode() + b"\xe4")
    with pytest.raises(PromptError, match=r"mine\.j2: 'utf-8' codec"):
        load_prompt("mine", tmp_path)
