import numpy as np
import pytest

from casewright.matching import case_text, expects_refusal, reference_scores, similarities
from casewright.scoring import Yardstick
from casewright.similarity import TfIdf
from tests.builders import a_case, shipped_references, shipped_stories

THRESHOLD = 0.35


@pytest.fixture(scope="module")
def yardstick():
    """Stories and references as shipped."""
    return Yardstick.build(shipped_stories(), shipped_references())


def recall(generated, references, weights, threshold=THRESHOLD):
    """Reference recall of one story."""
    return reference_scores(generated, references, weights, threshold)["reference_recall"].value


def coverage(generated, references, weights, threshold=THRESHOLD):
    """Reference coverage of one story."""
    return reference_scores(generated, references, weights, threshold)["reference_coverage"].value


def of_words(words):
    """A case whose title, steps and oracle are the same words."""
    return a_case(title=words, steps=[words], expected_result=words)


def even_weights(*texts):
    """Weights that are equal for every term."""
    return TfIdf(1, dict.fromkeys(" ".join(texts).split(), 1))


@pytest.mark.parametrize(
    ("wrong_at_most", "case_type", "refusal"), [(0.10, "negative", True), (0.05, "positive", False)]
)
def test_polarity_of_the_shipped_references(wrong_at_most, case_type, refusal):
    """Nine in ten negative cases read as a refusal, and nearly no positive one does."""
    cases = [case for suite in shipped_references() for case in suite.test_cases if case.type == case_type]
    wrong = [case.title for case in cases if expects_refusal(case) is not refusal]

    assert len(wrong) <= wrong_at_most * len(cases), wrong


@pytest.mark.parametrize(
    "oracle",
    [
        "An error message is displayed",
        "The system shows 'Invalid password'",
        "The request is answered with status 403",
        "The API returns status code 422",
        "The basket still contains 2 lines",
        "No order is created",
        'The form shows "Enter a postcode."',
        'The form shows "Please choose a date."',
        "E-mail or password is incorrect",
        'The visitor is redirected to "/login"',
        "The user cannot open the page",
        "The file is too large",
        "The amount remains unchanged",
        "The name must be unique",
        "The upload is rejected",
    ],
)
def test_an_oracle_of_refusal(oracle):
    """What testers write when something has to be refused or to have no effect."""
    assert expects_refusal(a_case(title="Price filter of the list", expected_result=oracle))


@pytest.mark.parametrize(
    "oracle",
    [
        "The order is created and a mail is sent",
        "The page opens without errors",
        "No error message is displayed",
        "No validation error is shown and the order is placed",
        'The heading reads "3 products found"',
        "The failure count is 0",
        'The note "Saved." appears',
        "All 18 products are listed",
    ],
)
def test_an_oracle_of_success(oracle):
    """Success, also where it is told by the absence of an error."""
    assert not expects_refusal(a_case(title="Price filter of the list", expected_result=oracle))


def test_a_title_tells_polarity_too():
    """A refusal in the title is enough."""
    case = a_case(title="Expired voucher is refused", expected_result="The total is €20.00")

    assert expects_refusal(case)


def test_opposite_polarity_never_matches():
    """The same words with the opposite outcome are no match, however alike."""
    accepted = a_case(title="Price range of the list", expected_result="The price range of 15 is accepted")
    refused = a_case(title="Price range of the list", expected_result="The price range of 15 is rejected")
    weights = TfIdf.learn([case_text(accepted), case_text(refused)])

    assert 0.0 == similarities([accepted], [refused], weights)[0, 0]
    assert 0.0 == recall([accepted], [refused], weights)
    assert similarities([accepted], [accepted], weights)[0, 0] == pytest.approx(1.0)


def test_the_oracle_weighs_most():
    """Cases that share the oracle are nearer than cases that share the title or the steps."""
    base = a_case(title="alpha beta gamma", steps=["delta"], expected_result="epsilon zeta")
    other = {"title": "eta theta iota", "steps": ["kappa"], "expected_result": "lambda mu"}
    weights = even_weights("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu")
    shared = {
        field: similarities([a_case(**other | {field: getattr(base, field)})], [base], weights)[0, 0]
        for field in other
    }

    assert {"title": 0.3, "steps": 0.3, "expected_result": 0.4} == pytest.approx(shared)


def test_the_threshold_comes_before_the_assignment():
    """Gating after the assignment would trade one real match for two pairs below the threshold."""
    first, second = of_words("a1 a2 a3 a4 b1 b2 b3 x1 x2 x3"), of_words("c1 c2 c3 y1 y2 y3 y4 y5 y6 y7")
    near, far = of_words("a1 a2 a3 a4 c1 c2 c3 u1 u2 u3"), of_words("b1 b2 b3 v1 v2 v3 v4 v5 v6 v7")
    weights = even_weights(*(case.title for case in (first, second, near, far)))
    ungated = similarities([first, second], [near, far], weights)

    assert [[0.4, 0.3], [0.3, 0.0]] == ungated.round(9).tolist()
    assert 0.5 == recall([first, second], [near, far], weights)


def test_recall_is_one_to_one_and_coverage_is_not():
    """One case that resembles two references matches one of them and covers both."""
    one, two = of_words("a1 a2 a3 b1"), of_words("a1 a2 a3 c1")
    weights = even_weights("a1 a2 a3 b1 c1")

    assert 0.5 == recall([one], [one, two], weights)
    assert 1.0 == coverage([one], [one, two], weights)


@pytest.mark.parametrize("suite", shipped_references(), ids=lambda suite: suite.story_id)
def test_a_reference_matches_itself(suite, yardstick):
    """Every shipped suite has full recall and coverage of itself, in any order."""
    generated = tuple(reversed(suite.test_cases))

    assert 1.0 == recall(generated, suite.test_cases, yardstick.weights)
    assert 1.0 == coverage(generated, suite.test_cases, yardstick.weights)


def test_nothing_generated_recalls_nothing():
    """A failure counts 0, with its reason."""
    weights = TfIdf.learn(["a list"])
    found = reference_scores([], [a_case()], weights, THRESHOLD)

    assert (0.0, 0.0) == (found["reference_recall"].value, found["reference_coverage"].value)
    assert "no test case was generated" == found["reference_recall"].reason


@pytest.mark.parametrize("references", [None, ()])
def test_without_a_reference_nothing_is_measured(references):
    """A story that nobody wrote a reference for has no recall, which is not a recall of 0."""
    found = reference_scores([a_case()], references, TfIdf.learn(["a list"]), THRESHOLD)

    assert {"not measured"} == {score.basis for score in found.values()}


def test_words_that_nobody_knows_match_nothing():
    """Text without a known term, or weights without any, is similarity 0 and no crash."""
    assert 0.0 == recall([of_words("zzz")], [of_words("yyy")], TfIdf.learn([]))


def mean_recall(spoil, yardstick):
    """Mean recall of all shipped suites, each spoilt with the help of its neighbour."""
    suites = list(yardstick.references.values())
    return np.mean(
        [
            recall(spoil(suite, suites[number - 1]), suite, yardstick.weights)
            for number, suite in enumerate(suites)
        ]
    )


SABOTAGE = {
    "suite of another story": lambda _, other: other,
    "oracles of another story": lambda suite, other: [
        case.model_copy(
            update={
                "expected_result": other[n % len(other)].expected_result,
                "title": other[n % len(other)].title,
            }
        )
        for n, case in enumerate(suite)
    ],
    "missing negatives": lambda suite, _: [case for case in suite if case.type != "negative"],
    "one case repeated": lambda suite, _: [suite[0]] * len(suite),
}


@pytest.mark.parametrize(("spoil"), SABOTAGE.values(), ids=SABOTAGE.keys())
def test_a_sabotaged_reference_has_lower_recall(spoil, yardstick):
    """Each way of spoiling what the suites say costs at least a tenth of their recall."""
    assert mean_recall(spoil, yardstick) <= 0.9


def test_swapped_polarity_is_no_match():
    """A suite whose oracles say the opposite covers nothing of the reference."""
    accepted = a_case(title="Voucher of ten percent", expected_result='The note "Voucher taken" appears')
    swapped = accepted.model_copy(update={"expected_result": 'The error "Voucher taken" appears'})

    assert 0.0 == recall([swapped], [accepted], TfIdf.learn([case_text(accepted)]))
