import pytest

from casewright.errors import PromptError
from casewright.judge.checklist import QUESTIONS
from casewright.judge.prompt import load_judge_prompt, shuffled, source_of
from tests.builders import ROOT, a_case, a_story, a_suite

STORY = a_story(acceptance_criteria=["Prices are in euros."])


def test_the_judge_sees_the_story_and_every_field_but_not_who_wrote_it():
    """Neither ids nor the author's own rating are shown."""
    case = a_case(id="TC-077", quality_score=9.75)
    system, user = (one.content for one in load_judge_prompt(ROOT / "prompts").messages(STORY, [case]))

    assert all(f"{one.key}: {one.text}" in system for one in QUESTIONS)
    for text in (STORY.story, "- Prices are in euros.", case.title, *case.preconditions, *case.steps):
        assert text in user
    assert case.expected_result in user
    assert "TC-077" not in user
    assert "9.75" not in user


def test_the_checklist_comes_before_the_story():
    """The server reads it once for all suites."""
    prompt = load_judge_prompt(ROOT / "prompts")

    assert prompt.messages(STORY, a_suite())[0] == prompt.messages(a_story(), a_suite(5))[0]


def test_the_order_is_another_one_for_each_sample_and_the_same_each_time():
    """A shuffle by seed, sample and what is judged."""
    orders = [shuffled(STORY, a_suite(6), 7, sample) for sample in (1, 2, 3)]

    assert orders == [shuffled(STORY, a_suite(6), 7, sample) for sample in (1, 2, 3)]
    assert 3 == len(set(orders))
    assert all([1, 2, 3, 4, 5, 6] == sorted(order) for order in orders)


def test_evidence_may_come_from_the_story_and_from_every_field_that_is_read():
    """And not from the questions."""
    source = source_of(STORY, [a_case()])

    for text in (STORY.story, "Prices are in euros.", *a_case().steps, *a_case().preconditions):
        assert source.has(text)
    assert source.has(a_case().title)
    assert source.has(a_case().expected_result)
    assert not source.has(QUESTIONS[0].text)


def test_a_missing_template_is_named(tmp_path):
    """One line with the path."""
    with pytest.raises(PromptError, match=r"judge\.j2 is not there"):
        load_judge_prompt(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{{ question.text }}", "", "never shows"),
        ("{{ case.expected_result }}", "", "never shows 'A probe result'"),
        ("{{ case.title }}", "{{ model }}", "asks for model"),
        ("{% block system %}", "{% block other %}", "lacks the block system"),
        ("{% else %}", "{% elif %}", "line"),
    ],
)
def test_a_template_that_leaves_something_out_is_refused(tmp_path, old, new, told):
    """Before any call, in one line that says what."""
    text = (ROOT / "prompts/judge.j2").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "judge.j2").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PromptError) as error:
        load_judge_prompt(tmp_path)

    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_another_template_is_another_hash(tmp_path):
    """Judgements by two prompts are not compared unseen."""
    text = (ROOT / "prompts/judge.j2").read_text(encoding="utf-8")
    (tmp_path / "judge.j2").write_text(text.replace("You review", "You check"), encoding="utf-8")

    assert load_judge_prompt(tmp_path).hash != load_judge_prompt(ROOT / "prompts").hash
