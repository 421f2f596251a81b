import itertools
import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.errors import ParamsError
from casewright.likeness import TermLikeness
from casewright.matching import NAMES, Matcher, matcher
from casewright.records import TestCase
from tests.builders import a_case, shipped_references, shipped_stories

THRESHOLD = 0.13
STORIES = {story.id: story.story for story in shipped_stories()}


class Table:
    """A backend whose likeness is given."""

    name, digest = "table", None

    def __init__(self, rows: Sequence[Sequence[float]]) -> None:
        self.rows = rows

    def between(self, cases, references, story):  # noqa: ARG002  the signature of every backend
        """The table, as far as there are cases."""
        return np.array(self.rows, dtype=float)[: len(cases), : len(references)]


def cases(count: int) -> list[TestCase]:
    """Cases that differ in their ids and end alike."""
    return [a_case(id=f"TC-{number:03d}") for number in range(1, count + 1)]


def by_table(rows, threshold=0.2):
    """What is matched where likeness is given."""
    rows = np.array(rows)
    return Matcher(Table(rows), threshold).match(cases(rows.shape[0]), cases(rows.shape[1]))


@pytest.fixture(scope="module")
def shipped():
    """The matcher of the settings as shipped."""
    return Matcher(TermLikeness.learn(shipped_stories(), shipped_references()), THRESHOLD)


def values(matched):
    """The figures by name; None where nothing was measured."""
    return {name: score.value for name, score in matched.scores.items()}


def test_the_threshold_comes_before_the_assignment():
    """Gating after the assignment would trade one real match for two pairs below the threshold."""
    matched = by_table([[0.5, 0.3], [0.3, 0.0]], threshold=0.4)

    assert ((0, 0),) == matched.pairs
    assert 0.5 == matched.scores["reference_recall"].value


def test_the_assignment_is_the_best_of_all_and_not_the_next_best():
    """Taking the likest pair first would leave 0.9 and 0.3 of what can be 0.8 and 0.7."""
    matched = by_table([[0.9, 0.8, 0.0], [0.7, 0.3, 0.0], [0.0, 0.0, 0.1]])

    assert ((0, 1), (1, 0)) == matched.pairs
    assert pytest.approx(2 / 3) == matched.scores["reference_recall"].value


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from([0.0, 0.1, 0.3, 0.4, 0.7, 1.0]), min_size=width, max_size=width),
            min_size=1,
            max_size=4,
        )
    )
)
def test_no_other_assignment_adds_up_to_more(rows):
    """Every way to give each generated case a reference case of its own was tried."""
    gated = np.where(np.array(rows) < 0.2, 0.0, rows)
    wide = gated if gated.shape[0] <= gated.shape[1] else gated.T
    best = max(
        sum(wide[row, column] for row, column in enumerate(columns))
        for columns in itertools.permutations(range(wide.shape[1]), wide.shape[0])
    )

    assert pytest.approx(best) == sum(gated[pair] for pair in by_table(rows).pairs)


def test_recall_is_one_to_one_and_coverage_is_not():
    """One case that resembles two reference cases matches one of them and covers both."""
    matched = by_table([[0.6, 0.5]])

    assert (0.5, 1.0) == (
        matched.scores["reference_recall"].value,
        matched.scores["reference_coverage"].value,
    )
    assert "1 of 2 matched" == matched.scores["reference_recall"].reason
    assert "2 of 2 covered" == matched.scores["reference_coverage"].reason
    assert ("TC-002",) == matched.unmatched


def test_a_likeness_at_the_threshold_is_enough():
    """The threshold is the lowest likeness that matches."""
    assert ((0, 0),) == by_table([[0.2]], threshold=0.2).pairs
    assert () == by_table([[0.19]], threshold=0.2).pairs


def test_recall_by_type_is_of_the_reference_cases():
    """A type that the reference suite has none of is not measured, which is not a recall of 0."""
    references = [a_case(type=kind) for kind in ("positive", "boundary", "boundary")]
    matched = Matcher(Table([[0, 0.9, 0]]), 0.5).match(cases(1), references)

    assert {
        "reference_recall": pytest.approx(1 / 3),
        "reference_coverage": pytest.approx(1 / 3),
        "recall_positive": 0.0,
        "recall_negative": None,
        "recall_edge_case": None,
        "recall_boundary": 0.5,
    } == values(matched)
    assert "1 of 2 boundary matched" == matched.scores["recall_boundary"].reason
    assert "the reference suite has no edge case" == matched.scores["recall_edge_case"].reason


def test_nothing_generated_recalls_nothing():
    """A failure counts 0, with its reason, and leaves every reference case unmatched."""
    matched = Matcher(Table([[]]), 0.2).match([], cases(2))

    assert (0.0, 0.0, 0.0, None) == tuple(values(matched)[name] for name in (*NAMES[:3], "recall_boundary"))
    assert "no test case was generated" == matched.scores["reference_recall"].reason
    assert ("TC-001", "TC-002") == matched.unmatched


@pytest.mark.parametrize("references", [None, ()])
def test_without_a_reference_nothing_is_measured(references):
    """A story that nobody wrote a reference for has no recall, which is not a recall of 0."""
    matched = Matcher(Table([[]]), 0.2).match(cases(1), references)

    assert dict.fromkeys(NAMES) == values(matched)
    assert {"the story has no reference suite"} == {score.reason for score in matched.scores.values()}
    assert () == matched.unmatched


@pytest.mark.parametrize(
    ("expected", "one", "other"),
    [
        (1.0, "The order is saved", "The order is saved"),
        (0.0, "The order is saved", "The order is rejected"),
        (0.0, "The order is rejected", "The order is saved"),
        (0.7, "The order is rejected", "The amount is €20.00"),
        (0.7, "The amount is €20.00", "The order is rejected"),
        (1.0, "The order is saved", "The amount is €20.00"),
        (1.0, "The order is rejected", "The order is refused"),
    ],
)
def test_opposite_outcomes_never_match(expected, one, other):
    """However alike: a success is no refusal, and where only a refusal is certain there is doubt."""
    first, second = (
        a_case(title="Price of the list", type="boundary", expected_result=oracle) for oracle in (one, other)
    )

    assert expected == Matcher(Table([[1.0]]), 0.2).similarities([first], [second])[0, 0]


def test_a_title_tells_the_outcome_where_the_oracle_does_not():
    """An oracle of values only is read together with its title."""
    refused = a_case(title="Expired voucher is refused", expected_result="The total is €20.00")
    saved = a_case(title="Voucher of the list", expected_result="The voucher is saved")

    assert 0.0 == Matcher(Table([[1.0]]), 0.2).similarities([refused], [saved])[0, 0]


def test_a_type_tells_the_outcome_of_a_reference_case_only():
    """Somebody has looked at a reference; what a model calls its cases is not believed."""
    refused = a_case(type="negative", title="Price of the list", expected_result="The entry is rejected")
    silent = a_case(type="positive", title="Price of the list", expected_result="The amount is €20.00")
    found = Matcher(Table([[1.0]]), 0.2)

    assert 0.0 == found.similarities([refused], [silent])[0, 0]
    assert 0.7 == found.similarities([silent], [refused])[0, 0]


# ---- the backend of params.yaml


def test_the_matcher_of_the_settings(params):
    """TF-IDF with its own threshold, unless a model is named."""
    made = matcher(params, shipped_stories(), shipped_references())

    assert ("tfidf", None, params.similarity.thresholds["tfidf"]) == made.backend


@pytest.mark.parametrize("model", [None, "nomic-embed-text"])
def test_a_backend_without_a_threshold_is_refused(params, model):
    """The error names the command that calibrates, before any server is asked."""
    similarity = params.similarity.model_copy(update={"model": model, "thresholds": {"other": 0.5}})
    name = model or "tfidf"

    with pytest.raises(ParamsError, match=f"'{name}' has none.*make calibrate MODEL={name}"):
        matcher(params.model_copy(update={"similarity": similarity}), [], [])


def test_a_matcher_can_be_sent_to_another_process(shipped):
    """Pickled, it says the same."""
    suite = shipped_references()[0]
    copy = pickle.loads(pickle.dumps(shipped))

    assert shipped.match(suite.test_cases, suite.test_cases) == copy.match(suite.test_cases, suite.test_cases)


# ---- the shipped suites


@pytest.mark.parametrize("suite", shipped_references(), ids=lambda suite: suite.story_id)
def test_a_reference_matches_itself(suite, shipped):
    """Every shipped suite has full recall and coverage of itself, in any order."""
    generated = tuple(reversed(suite.test_cases))
    matched = shipped.match(generated, suite.test_cases, STORIES[suite.story_id])

    assert {1.0} == {value for value in values(matched).values() if value is not None}
    assert tuple((len(generated) - 1 - row, row) for row in range(len(generated)))[::-1] == matched.pairs
    assert () == matched.unmatched


def mean_recall(spoil, shipped):
    """Mean recall of all shipped suites, each spoilt with the help of its seventh neighbour."""
    suites = shipped_references()
    found = []
    for number, suite in enumerate(suites):
        spoilt = spoil(suite.test_cases, suites[number - 7].test_cases)
        found.append(values(shipped.match(spoilt, suite.test_cases, STORIES[suite.story_id])))
    return np.mean([one["reference_recall"] for one in found])


SABOTAGE = {
    "suite of another story": (0.1, lambda _, other: other),
    "titles, steps and oracles of another story": (
        0.3,
        lambda suite, other: [
            case.model_copy(
                update={
                    name: getattr(other[n % len(other)], name)
                    for name in ("title", "steps", "expected_result")
                }
            )
            for n, case in enumerate(suite)
        ],
    ),
    "missing negatives": (0.85, lambda suite, _: [case for case in suite if case.type != "negative"]),
    "one case repeated": (0.75, lambda suite, _: [suite[0]] * len(suite)),
    "vague cases": (
        0.1,
        lambda suite, _: (
            [
                a_case(
                    title="Test the feature",
                    preconditions=["User is logged in"],
                    steps=["Enter valid data", "Submit"],
                    expected_result="It works as expected",
                )
            ]
            * len(suite)
        ),
    ),
}


@pytest.mark.parametrize(("at_most", "spoil"), SABOTAGE.values(), ids=SABOTAGE.keys())
def test_a_sabotaged_reference_has_lower_recall(at_most, spoil, shipped):
    """Each way of spoiling what the suites say costs recall."""
    assert mean_recall(spoil, shipped) <= at_most
