from casewright.report.html.selection import select
from tests.builders import LARGE, SMALL, a_story_score

STORIES = [
    a_story_score(f"US-{number:02d}", cell=cell, quality=number / 40)
    for cell in (SMALL, LARGE)
    for number in range(40)
]


def test_all_stories_are_shown_where_they_fit():
    """In the order of the data."""
    chosen = select(STORIES, SMALL, 1)

    assert chosen.is_whole
    assert [f"US-{number:02d}" for number in range(40)] == list(chosen.ids)


def test_of_too_many_the_worst_and_a_sample_are_shown():
    """Twenty generations of two cells are ten stories: the five worst, and five drawn from the others."""
    chosen = select(STORIES, SMALL, 1, most=20)

    assert (10, 40, False) == (len(set(chosen.ids)), chosen.total, chosen.is_whole)
    assert [f"US-{number:02d}" for number in range(5)] == list(chosen.ids[::2])
    assert chosen == select(STORIES[::-1], SMALL, 1, most=20)


def test_repeats_take_room_too():
    """A story of two cells with five suites each counts ten."""
    assert 2 == len(select(STORIES, SMALL, 5, most=20).ids)


def test_no_stories_are_no_trouble():
    """A run of nothing shows nothing."""
    assert (0, 0) == (len(select([], SMALL, 1).ids), select([], SMALL, 1).total)
