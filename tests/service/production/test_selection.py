import pytest

from casewright.records import Outcome
from service.production.kept import Kept
from service.production.selection import Wanted, select
from tests.builders import a_story
from tests.service.production.made import a_request, feedback

WANTED = Wanted(good=9, recovered=9, seed=1, similarity=0.85)
SUBJECTS = (
    "search the catalogue by colour",
    "return a parcel at the post office",
    "split an invoice among colleagues",
    "get a reminder before my voucher expires",
    "hide reviews written in Danish",
    "pick a delivery slot on Saturday",
    "print a label for every shelf",
)
RETRIED = (Outcome.TRUNCATED, Outcome.OK)


def kept(number: int, rating: int | None = None, *, action=None, smells=0, **changes) -> Kept:
    """An answer to one of the stories."""
    story = a_story(id=f"US-{number}", story=f"As a clerk, I want to {SUBJECTS[number]}, so that it is done.")
    found = {"vague-step": smells} if smells else {}
    fields = {"correlation_id": f"answer-{number}", "story": story, "smells": found}
    request = a_request(**fields | changes)
    rated = feedback(request.correlation_id, rating, action=action) if rating else None
    return Kept(request, rated)


def names(keys) -> list[str]:
    """The correlation ids of a selection."""
    return [correlation_id for correlation_id, _, _ in keys]


def test_what_people_liked_goes_first_then_what_has_fewest_smells():
    """Rated 4 or better, or 3 and accepted; then what nobody rated; nothing that somebody disliked."""
    found = select(
        [
            kept(0, 3),
            kept(1),
            kept(2, 4, smells=2),
            kept(3, 5, action="rejected"),
            kept(4, 3, action="accepted", smells=1),
            kept(6, 2, action="accepted"),
            kept(5, smells=1),
        ],
        (),
        WANTED,
    )

    assert ["answer-4", "answer-2", "answer-1", "answer-5"] == names(found.good)
    assert () == found.recovered


def test_what_failed_and_then_came_right_is_taken_from_every_kind_in_turn():
    """The first attempt's outcome is the kind; what failed to the end is none of them."""
    given = [kept(number, outcomes=RETRIED) for number in range(3)]
    given.append(kept(3, outcomes=(Outcome.NOT_JSON, Outcome.TRUNCATED, Outcome.OK)))
    given.append(kept(4, outcomes=(Outcome.NOT_JSON, Outcome.NOT_JSON)))
    found = select(given, (), WANTED._replace(recovered=2))

    assert () == found.good
    assert "answer-3" in names(found.recovered)
    assert 2 == len(found.recovered)


def test_a_story_is_taken_once():
    """Of nearly the same stories the best; one that is good is not taken for one that recovered."""
    again = [
        kept(0, 5, smells=3),
        kept(0, 4, correlation_id="better"),
        kept(0, outcomes=RETRIED, correlation_id="retried"),
    ]
    near = a_story(id="US-9", story=f"As a clerk, I want to {SUBJECTS[0]}, so that this is done.")
    found = select([*again, kept(1, 5, smells=4, story=near), kept(2, 5, smells=9)], (), WANTED)

    assert ["better", "answer-2"] == names(found.good)
    assert () == found.recovered


def test_a_story_that_the_project_has_is_not_taken():
    """In the same words or nearly."""
    known = f"as a clerk, I want to {SUBJECTS[0]}, so that it is done"
    found = select([kept(0, 5), kept(1, 5)], [known], WANTED)

    assert ["answer-1"] == names(found.good)


def test_a_good_story_that_is_not_wanted_leaves_room_for_the_recovered():
    """Only what is selected stands in the way."""
    first, second = kept(0, 5), kept(1, 5, smells=1)
    retried = kept(1, outcomes=RETRIED, correlation_id="retried")
    found = select([first, second, retried], (), WANTED._replace(good=1))

    assert (["answer-0"], ["retried"]) == (names(found.good), names(found.recovered))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_seed_selects_the_same_whatever_the_order(seed):
    """Equals are told apart by the seed alone."""
    given = [kept(number, 5, outcomes=RETRIED) for number in range(6)]
    wanted = WANTED._replace(good=2, recovered=2, seed=seed)

    assert select(given, (), wanted) == select(given[::-1], (), wanted)


def test_another_seed_selects_others():
    """Among equals."""
    given = [kept(number, 5) for number in range(6)]
    found = {select(given, (), WANTED._replace(good=3, seed=seed)).good for seed in range(5)}

    assert len(found) > 1
