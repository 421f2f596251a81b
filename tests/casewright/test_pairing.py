import pytest

from casewright.pairing import common, compare, falls, figures_text, left_out

BASE = {"US-1": 0.5, "US-2": 0.6, "US-3": 0.7}


def test_only_what_both_have_is_compared():
    """By story id, in whatever order."""
    found = compare({"US-3": 0.8, "US-1": 0.6, "US-9": 0.0}, BASE)

    assert ["US-1", "US-3"] == common({"US-3": 0.8, "US-1": 0.6}, BASE)
    assert (2, 2, pytest.approx(0.1)) == (found.n, found.wins, found.difference)


def test_figures_are_told_with_all_that_a_verdict_needs():
    """Means, interval, p-value and how many stories went which way."""
    text = figures_text(compare({"US-1": 0.6, "US-2": 0.6, "US-3": 0.6}, BASE), "recall", "before")

    assert text.startswith("recall 0.600, before 0.600: 0.000 (95 % interval -0.")
    assert text.endswith("n=3 stories: 1 better, 1 equal, 1 worse)")


def test_too_few_stories_are_told():
    """One story has no interval, none has no figure."""
    assert "(n=1 story, too few for an interval)" in figures_text(compare({"US-1": 0.9}, BASE), "q", "A")
    assert "not measured (n=0 stories)" == figures_text(compare({}, BASE), "q", "A")


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (BASE, ""),
        ({"US-1": 0.5}, "Left out: 2 stories gone."),
        (BASE | {"US-9": 0.1}, "Left out: 1 story new."),
        ({"US-9": 0.1}, "Left out: 1 story new and 3 stories gone."),
    ],
)
def test_stories_on_one_side_are_counted(new, expected):
    """New ones and those that are gone."""
    assert expected == left_out(new, BASE)


def test_falls_are_deepest_first():
    """What rose or stayed is not there."""
    sides = {
        name: {one: value + by for one, value in BASE.items()}
        for name, by in zip("abc", (-0.1, 0.1, -0.2), strict=True)
    }
    compared = [(name, compare(side, BASE)) for name, side in sides.items()]

    assert ["c", "a"] == [name for name, _ in falls(compared)]
