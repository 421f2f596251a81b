import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.examples import ExamplePicker, examples_of, save_examples
from casewright.parsing import parse_suite
from casewright.prompts import load_prompt
from casewright.records import Example, Outcome, ReferenceSuite
from casewright.records.examples import estimated_tokens
from tests.builders import ROOT, a_case, a_provenance, a_story, a_suite, shipped_references, shipped_stories


def shipped():
    """The picker over the suites that come with the project."""
    return ExamplePicker(examples_of(shipped_stories(), shipped_references()))


def approved(rating, story_id="US-001"):
    """A suite that people approved."""
    return ReferenceSuite(story_id=story_id, test_cases=a_suite(), provenance=a_provenance(rating=rating))


def test_a_story_never_gets_its_own_suite():
    """Neither by its id nor, under another id, by its words: the examples cannot give the answer away."""
    picker = shipped()
    for story in shipped_stories():
        found = picker.pick(story.model_copy(update={"id": "US-999"}), count=49, max_tokens=10**6)

        assert 40 < len(found)
        assert story.story not in [example.story for example in found]
        assert story.id not in [one.story_id for one in picker.pick(story, count=49, max_tokens=10**6)]


def test_the_nearest_come_first():
    """A story about returns is shown suites of stories about returns."""
    stories = [
        a_story(id="US-001", story="As a shopper, I want to return a parcel, so that I get my money back."),
        a_story(id="US-002", story="As a clerk, I want to print labels, so that nothing is mixed up."),
        a_story(id="US-003", story="As a shopper, I want to track a parcel, so that I am at home."),
    ]
    picker = ExamplePicker(
        examples_of(stories, [ReferenceSuite(story_id=one.id, test_cases=a_suite()) for one in stories])
    )
    asked = a_story(
        id="US-004", story="As a shopper, I want to return a broken parcel, so that I get another."
    )

    assert ["US-001", "US-003"] == [one.story_id for one in picker.pick(asked, count=2, max_tokens=9999)]
    assert ["US-001"] == [one.story_id for one in picker.pick(asked, count=1, max_tokens=9999)]


@given(st.integers(0, 6000), st.integers(0, 5), st.integers(0, 48))
def test_examples_keep_to_their_budget(max_tokens, count, index):
    """So many at most, so many tokens at most, and none with fewer than three cases."""
    found = shipped().pick(shipped_stories()[index], count=count, max_tokens=max_tokens)

    assert count >= len(found)
    assert max_tokens >= sum(example.tokens for example in found)
    assert all(3 <= len(example.test_cases) for example in found)


def test_a_long_suite_is_cut_to_one_case_of_each_type_first():
    """What is left is in its order, and numbered from 1."""
    kinds = ("positive", "positive", "positive", "negative", "boundary", "edge_case")
    cases = [
        a_case(id=f"TC-{number:03d}", type=kind, title=f"Case {number} of the suite")
        for number, kind in enumerate(kinds, start=1)
    ]
    story = a_story(
        id="US-002", story="As a shopper, I want to filter products by colour, so that I find one."
    )
    picker = ExamplePicker(examples_of([story], [ReferenceSuite(story_id="US-002", test_cases=cases)]))
    whole = picker.pick(a_story(), count=1, max_tokens=9999)[0].tokens
    (found,) = picker.pick(a_story(), count=1, max_tokens=int(whole * 0.7))

    assert ["positive", "negative", "boundary", "edge_case"] == [case.type for case in found.test_cases]
    assert ["TC-001", "TC-002", "TC-003", "TC-004"] == [case.id for case in found.test_cases]
    assert [1, 4, 5, 6] == [int(case.title.split()[1]) for case in found.test_cases]


def test_only_well_rated_suites_of_models_are_examples():
    """What people approved with 3 of 5 is a reference, and no example; what people wrote is one."""
    stories = [a_story(id=f"US-00{n}") for n in (1, 2, 3)]
    written = ReferenceSuite(story_id="US-003", test_cases=a_suite())
    found = examples_of(stories, [approved(3.9, "US-001"), approved(4.0, "US-002"), written])

    assert ["US-002", "US-003"] == [example.story_id for example in found]


def test_an_example_answers_as_a_model_should():
    """The answer is a valid suite whose claimed scores are whole numbers."""
    example = Example(story_id="US-001", story="A story", test_cases=[a_case(quality_score=7.6)])
    parsed = parse_suite(example.answer)

    assert (Outcome.OK, "") == (parsed.outcome, parsed.problem)
    assert 8 == json.loads(example.answer)["test_cases"][0]["quality_score"]


def test_a_budget_counts_a_third_of_the_bytes():
    """Rounded up; letters with accents are two bytes."""
    assert [0, 1, 1, 2, 2] == [estimated_tokens(text) for text in ("", "a", "abc", "abcd", "éé")]


def test_the_picker_is_what_was_saved(tmp_path):
    """The stage writes and `generate` and the service load."""
    examples = examples_of(shipped_stories(), shipped_references())
    save_examples(examples, tmp_path)
    story = shipped_stories()[3]

    assert shipped().pick(story, count=3, max_tokens=5000) == ExamplePicker.load(tmp_path).pick(
        story, count=3, max_tokens=5000
    )


@pytest.mark.parametrize("references", [[], shipped_references()[:1]])
def test_without_another_story_there_is_no_example(references):
    """No references, or only the story's own."""
    picker = ExamplePicker(examples_of(shipped_stories(), references))

    assert [] == picker.pick(shipped_stories()[0], count=2, max_tokens=9999)


def test_few_shot_shows_the_examples_before_the_story():
    """Each example with its answer, then the story; without any it is the prompt that it builds on."""
    story = shipped_stories()[0]
    examples = shipped().pick(story, count=2, max_tokens=4000)
    few_shot, parent = (load_prompt(name, ROOT / "prompts") for name in ("few_shot", "improved_v1"))
    user = few_shot.messages(story, examples=examples)[1].content

    assert 2 == len(examples)
    assert user.index(examples[0].answer) < user.index(examples[1].story) < user.index(story.story)
    assert few_shot.messages(story) == parent.messages(story)
    assert (True, False) == (few_shot.uses_examples, parent.uses_examples)
