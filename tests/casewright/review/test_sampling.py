import json
from collections import Counter

import pytest

from casewright.errors import DataError
from casewright.params import ReviewParams
from casewright.records import Difficulty, Outcome, Subset
from casewright.review.labelstudio import to_tasks
from casewright.review.sampling import Run, draw, predicted_ratings
from casewright.review.spreadsheet import write_table
from tests.builders import BASELINE_CELL, LARGE, SMALL, a_generation, a_story, a_story_score


def stories(**counts):
    """So many stories of each difficulty; `edge` are edge cases of three categories in turn."""
    made = []
    for kind, count in counts.items():
        for number in range(count):
            edge = kind == "edge"
            made.append(
                a_story(
                    id=f"{kind.upper()}-{number:03d}",
                    story=f"As a reader, I want {kind} book number {number}, so that I can read it.",
                    difficulty="hard" if edge else kind,
                    subset=Subset.EDGE_CASE if edge else Subset.DEV,
                    category=f"category-{number % 3}" if edge else None,
                )
            )
    return made


def a_run(stories, cell=SMALL, failed=()):
    """A cell over the stories."""
    outcomes = {True: (Outcome.NOT_JSON,), False: (Outcome.OK,)}
    made = [a_generation(one.id, cell=cell, outcomes=outcomes[one.id in failed]) for one in stories]
    return Run(made, "d" * 64)


def params(**changes):
    """Settings of the section `review`."""
    fields = {"share": 0.15, "per_difficulty": 3, "edge_cases": 5, "seed": 1, "predictions": True}
    return ReviewParams.model_validate(fields | changes)


def drawn(stories, *runs, **changes):
    """What is drawn of them."""
    return draw(stories, runs or (a_run(stories),), {}, params(**changes))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"easy": 14, "medium": 27, "hard": 8}, (3, 5, 3)),
        ({"easy": 100, "medium": 2, "hard": 0}, (15, 2, 0)),
    ],
)
def test_each_difficulty_has_its_share_and_its_least_number(counts, expected):
    """The share rounded up, three at least, and all where there are no three."""
    found = Counter(task.difficulty for task in drawn(stories(**counts)).tasks)

    assert expected == tuple(found[difficulty] for difficulty in Difficulty)


def test_edge_cases_come_from_every_category_up_to_their_number():
    """Of 20 in three categories, five: two of two categories and one of the third."""
    tasks = drawn(stories(easy=3, edge=20)).tasks
    edge = [task for task in tasks if task.subset is Subset.EDGE_CASE]

    assert [1, 2, 2] == sorted(Counter(int(task.story_id[-3:]) % 3 for task in edge).values())
    assert 3 == len(tasks) - len(edge)


def test_all_edge_cases_are_drawn_where_they_are_few():
    """Four of at most five."""
    assert 3 + 4 == len(drawn(stories(easy=3, edge=4)).tasks)


def test_the_seed_decides():
    """The same seed draws the same in the same order, another one draws another sample."""
    made = stories(easy=40, medium=40)
    first, again, other = (drawn(made, seed=seed) for seed in (1, 1, 2))

    assert first == again
    assert first.digest != other.digest
    assert {task.story_id for task in first.tasks} != {task.story_id for task in other.tasks}


def test_a_new_story_leaves_most_of_the_sample_alone():
    """A story's place depends on its own id: at most one is pushed out."""
    made = stories(easy=40)
    before = {task.story_id for task in drawn(made).tasks}
    after = {task.story_id for task in drawn([*made, a_story(id="NEW", difficulty="easy")]).tasks}

    assert 1 >= len(before - after)


def test_every_model_is_sampled_on_the_same_stories_and_the_baseline_is_not():
    """People's time goes to what could be chosen."""
    made = stories(easy=5)
    tasks = drawn(made, a_run(made, BASELINE_CELL), a_run(made), a_run(made, LARGE)).tasks
    by_cell = {cell: {task.story_id for task in tasks if task.cell == cell} for cell in (SMALL, LARGE)}

    assert by_cell[SMALL] == by_cell[LARGE]
    assert 6 == len(tasks)


def test_a_run_of_the_baseline_alone_is_sampled():
    """It is all that was asked for."""
    made = stories(easy=5)

    assert {BASELINE_CELL} == {task.cell for task in drawn(made, a_run(made, BASELINE_CELL)).tasks}


def test_a_suite_that_is_not_there_is_counted():
    """A cell that failed on a drawn story has nothing to review, and the sample says so."""
    made = stories(easy=3)
    sample = drawn(made, a_run(made), a_run(made, LARGE, failed=("EASY-001",)))

    assert (5, 1) == (len(sample.tasks), sample.without_suite)


def test_of_several_repeats_the_first_is_reviewed():
    """Repeats show how much a cell varies; a person reads one."""
    made = stories(easy=3)
    repeats = [
        one.model_copy(update={"repeat": repeat}) for one in a_run(made).generations for repeat in (0, 1)
    ]

    assert 3 == len(drawn(made, Run(repeats, "d" * 64)).tasks)


def test_nothing_to_review_is_refused():
    """One line that says what to run."""
    made = stories(easy=2)
    with pytest.raises(DataError, match="review: no suite to be reviewed; run `dvc repro`"):
        drawn(made, a_run(made, failed=("EASY-000", "EASY-001")))


def test_what_goes_to_reviewers_says_nothing_of_story_model_or_prompt(tmp_path):
    """Neither a name, a digest, an id nor a difficulty is in the tasks or in the table."""
    made = stories(easy=4, edge=3)
    scores = {(SMALL, one.id): a_story_score(one.id) for one in made}
    tasks = draw(made, (a_run(made), a_run(made, LARGE)), scores, params()).tasks
    write_table(tmp_path / "review.csv", tasks, predictions=True)
    sent = json.dumps(to_tasks(tasks, predictions=True)) + (tmp_path / "review.csv").read_text("utf-8")
    secrets = {text for task in tasks for text in (task.story_id, task.model_digest, task.cell.model)}
    secrets |= {"llama", "improved_v1", "c0ffee", "category-", "edge_case", "d" * 64}

    assert [] == [secret for secret in secrets if secret in sent]


def test_the_order_says_nothing_of_the_cell():
    """Numbers run through a mixed order, so that the first half is not one model's."""
    made = stories(easy=30)
    tasks = drawn(made, a_run(made), a_run(made, LARGE), per_difficulty=30).tasks
    half = Counter(task.cell for task in tasks[:30])

    assert [f"{number:03d}" for number in range(1, 61)] == [task.id[-3:] for task in tasks]
    assert 8 <= half[SMALL] <= 22


def test_what_was_measured_fills_in_the_ratings():
    """The mean of what comes nearest, from 0-1 to 1-5; where nothing was measured the form stays empty."""
    computed = {"grounding_score": 1.0, "oracle_score": 0.5, "step_score": 0.0, "quality_score": 0.9}

    assert {"relevance": 5, "clarity": 2} == predicted_ratings(computed)
