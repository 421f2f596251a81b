import pytest

from casewright.holdout import KEY_METRICS, held_out_text, hold_out
from casewright.metrics import measure
from casewright.records import Subset
from tests.builders import a_cell_score, a_story_score


def row(subset, number, quality, half=None):
    """A cell's row with a quality and the half width of its interval."""
    cell = a_cell_score(subset=subset, stories=number)
    interval = None if half is None or quality is None else (quality - half, quality + half)
    scores = cell.scores | {"quality_score": measure("quality_score", quality, "none", interval=interval)}
    return cell.model_copy(update={"scores": scores})


def stories(subset, number, quality, half):
    """So many stories around a quality, as far from it as half the width."""
    if quality is None:
        return []
    return [
        a_story_score(f"{subset}-{n}", subset=subset, quality=quality + half * (-1) ** n)
        for n in range(number)
    ]


def held_out(dev, other, *, of_dev=34, of_other=14, half=0.02):
    """The check of a cell whose stories have such qualities."""
    own = stories(Subset.DEV, of_dev, dev, half) + stories(Subset.HELD_OUT, of_other, other, half)
    return hold_out(row(Subset.DEV, of_dev, dev, half), row(Subset.HELD_OUT, of_other, other, half), own)


def figure(found, metric):
    """One metric of a check."""
    return next(one for one in found.figures if one.metric == metric)


def test_nothing_held_out_is_no_check():
    """Where no story was held out there is nothing to say."""
    assert hold_out(row(Subset.DEV, 34, 0.9), None, []) is None


def test_the_figures_stand_side_by_side():
    """Both values with their intervals, and held-out less dev with its own."""
    found = held_out(0.9, 0.85)
    quality = figure(found, "quality_score")

    assert 14 == found.stories
    assert set(KEY_METRICS) <= {one.metric for one in found.figures}
    assert (0.9, 0.85) == (quality.dev, quality.held_out)
    assert (0.88, 0.92) == pytest.approx(quality.dev_interval)
    assert pytest.approx(-0.05) == quality.difference
    assert quality.difference_interval == pytest.approx((-0.0630, -0.0370), abs=1e-4)


@pytest.mark.parametrize(
    ("verdict", "dev", "other", "size"),
    [
        ("worse", 0.9, 0.8, {}),
        ("better", 0.8, 0.9, {}),
        ("no difference shown", 0.9, 0.895, {}),
        ("worse", 0.9, 0.8, {"of_other": 1}),
        ("no interval", 0.9, 0.1, {"of_dev": 1, "of_other": 1}),
        ("no interval", 0.9, 0.1, {"half": 0.0}),
        ("not measured", 0.9, None, {}),
    ],
)
def test_a_difference_is_judged_by_its_interval(verdict, dev, other, size):
    """Only a difference whose interval leaves 0 out is one; two equal stories alone show nothing."""
    assert verdict == figure(held_out(dev, other, **size), "quality_score").verdict


def test_more_retries_are_worse():
    """For a figure that should be low, higher is worse."""
    found = held_out(0.9, 0.9)
    dev, other = (measure("retry_rate", value, interval=(value, value)) for value in (0.1, 0.3))
    rows = [
        cell.model_copy(update={"scores": cell.scores | {"retry_rate": score}})
        for cell, score in ((row(Subset.DEV, 9, 0.9), dev), (row(Subset.HELD_OUT, 9, 0.9), other))
    ]

    assert "no interval" == figure(found, "retry_rate").verdict
    assert "worse" == figure(hold_out(*rows, []), "retry_rate").verdict


def test_a_rate_of_stories_that_all_went_well_leaves_room_for_failures():
    """Its interval comes from the exact ones of both rates, and not from values that are all equal."""
    rate = {
        Subset.DEV: measure("success_rate", 1.0, interval=(0.9, 1.0)),
        Subset.HELD_OUT: measure("success_rate", 1.0, interval=(0.768, 1.0)),
    }
    rows = [
        (cell := row(subset, 9, 0.9)).model_copy(update={"scores": cell.scores | {"success_rate": score}})
        for subset, score in rate.items()
    ]
    own = [
        a_story_score(f"US-{subset}", subset=subset, scores={"success_rate": score})
        for subset, score in rate.items()
    ]
    success = figure(hold_out(*rows, own), "success_rate")

    assert (0.0, (-0.232, pytest.approx(0.1))) == (
        success.difference,
        pytest.approx(success.difference_interval),
    )
    assert "no difference shown" == success.verdict


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (
            "On 14 held-out stories: quality 0.895 (0.875 to 0.915); dev 0.900. "
            "No difference to dev is shown (-0.005, 95 % interval -0.018 to +0.008).",
            held_out(0.9, 0.895),
        ),
        (
            "On 14 held-out stories: quality 0.800 (0.780 to 0.820); dev 0.900. Dev was OPTIMISTIC: held-out "
            "quality is lower (-0.100, 95 % interval -0.113 to -0.087); expect the held-out figure.",
            held_out(0.9, 0.8),
        ),
        (
            "On 14 held-out stories: quality 0.900 (0.880 to 0.920); dev 0.800. "
            "Held-out quality is higher (+0.100, 95 % interval +0.087 to +0.113): dev was not optimistic.",
            held_out(0.8, 0.9),
        ),
        (
            "On 1 held-out story: quality 0.700 (0.700 to 0.700); dev 0.900. "
            "That is too few to say whether dev was optimistic.",
            held_out(0.9, 0.7, of_dev=1, of_other=1, half=0.0),
        ),
        ("On 2 held-out stories: quality was not measured.", held_out(0.9, None, of_other=2)),
    ],
)
def test_the_check_is_said_in_words(expected, found):
    """What was found on how many stories, and plainly where dev flattered the choice."""
    assert expected == held_out_text(found)
