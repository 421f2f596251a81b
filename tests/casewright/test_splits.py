import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.params import load_params
from casewright.records import Subset
from casewright.splits import FEWEST, Splits
from tests.builders import ROOT, shipped_stories

DIFFICULTIES = ("easy", "medium", "hard")
IDS = st.lists(
    st.tuples(st.integers(0, 10**6), st.sampled_from(DIFFICULTIES)),
    min_size=FEWEST,
    max_size=60,
    unique_by=lambda one: one[0],
)


def sides(stories, share=0.3, seed=1):
    """The side of every story, by id."""
    splits = Splits(share, seed)
    for id_, difficulty in stories:
        splits.add(str(id_), difficulty)
    return {id_: splits.side(str(id_), difficulty) for id_, difficulty in stories}


def held_out(stories, **settings):
    """The ids that are held out."""
    return {id_ for id_, side in sides(stories, **settings).items() if side is Subset.HELD_OUT}


@given(IDS, st.sampled_from([0.05, 0.3, 0.7, 0.95]))
def test_every_difficulty_is_on_both_sides(stories, share):
    """Two stories of a difficulty are enough to have one on either side."""
    chosen = sides(stories, share)

    for difficulty in DIFFICULTIES:
        own = [chosen[id_] for id_, of in stories if of == difficulty]
        assert len(own) < 2 or {Subset.DEV, Subset.HELD_OUT} == set(own)


@given(IDS, IDS, st.sampled_from([0.1, 0.3, 0.5]))
def test_a_story_moves_only_where_it_stood_in_for_a_missing_side(before, added, share):
    """At most one story of a difficulty moves when others come, and none where both sides had their own."""
    known = {id_ for id_, _ in before}
    after = before + [one for one in added if one[0] not in known]
    first, second = sides(before, share), sides(after, share)
    alone = {id_: Splits(share, 1)._place(str(id_), of) < share for id_, of in before}

    for difficulty in DIFFICULTIES:
        own = [id_ for id_, of in before if of == difficulty]
        moved = [id_ for id_ in own if first[id_] is not second[id_]]
        assert len(moved) <= 1
        assert len({alone[id_] for id_ in own}) < 2 or [] == moved


@given(IDS, st.randoms(use_true_random=False))
def test_the_order_of_the_stories_does_not_matter(stories, chance):
    """The same stories in another order have the same sides."""
    shuffled = chance.sample(stories, len(stories))

    assert sides(stories) == sides(shuffled)


def test_the_share_holds_in_every_difficulty():
    """Among thousands of stories each difficulty comes within two points of the share."""
    stories = [(f"US-{number}", DIFFICULTIES[number % 3]) for number in range(12_000)]
    chosen = held_out(stories, share=0.3)

    for difficulty in DIFFICULTIES:
        own = [id_ for id_, of in stories if of == difficulty]
        assert 0.28 < len(chosen & set(own)) / len(own) < 0.32


def test_another_seed_is_another_split():
    """The seed decides, and the same seed decides the same."""
    stories = [(number, "easy") for number in range(100)]

    assert held_out(stories, seed=1) == held_out(stories, seed=1) != held_out(stories, seed=2)


def test_sides_are_the_same_on_every_machine():
    """Ids that were held out once stay so: nothing here depends on the process."""
    assert {0, 1, 14, 19} == held_out([(number, "easy") for number in range(20)], seed=1)


@pytest.mark.parametrize("count", [0, 1, 3, FEWEST - 1])
def test_a_few_stories_are_all_for_the_choice(count):
    """Below ten stories nothing is held out."""
    assert set() == held_out([(number, "easy") for number in range(count)], share=0.9)


def test_a_share_of_nothing_holds_nothing_out():
    """With 0 every story is for the choice, whatever the difficulty."""
    assert set() == held_out([(number, "easy") for number in range(50)], share=0)


def test_the_shipped_stories_are_split_in_balance():
    """The seed of params.yaml holds out three of ten in each difficulty, as near as whole stories can be."""
    data = load_params(ROOT / "params.yaml").data
    stories = [(story.id, story.difficulty.value) for story in shipped_stories()]
    chosen = held_out(stories, share=data.held_out_share, seed=data.split_seed)

    assert [4, 8, 2] == [sum(of == side for id_, of in stories if id_ in chosen) for side in DIFFICULTIES]
