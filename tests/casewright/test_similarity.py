import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright import similarity as module
from casewright.similarity import TfIdf, terms

TEXTS = st.lists(st.text(max_size=40), max_size=6)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (["click", "button"], "Press the Button!"),
        (["click"], "tap"),
        (["type", "15", "filter"], 'Enter "15" in the filters'),
        ([], "the of and"),
        ([], ""),
        (["café"], "Café"),
    ],
)
def test_terms(expected, text):
    """Lower case, stemmed, numbers kept, stop words gone, testers' synonyms made one."""
    assert expected == terms(text)


def test_similarity_by_hand():
    """One of two equally weighted terms shared: cosine 1 / 2."""
    weights = TfIdf(1, {"alpha": 1, "beta": 1, "gamma": 1})

    assert 0.5 == pytest.approx(weights.similarity(["alpha beta"], ["beta gamma"])[0, 0])


def test_a_rare_term_weighs_more():
    """A text that shares the rare term is nearer than one that shares the common one."""
    weights = TfIdf.learn(["list price", "list name", "list stock"])
    common, rare = weights.similarity(["list price"], ["list name", "price tag"])[0]

    assert common < rare


def test_weights_are_the_smoothed_inverse_document_frequency():
    """ln((1 + documents) / (1 + frequency)) + 1, seen in a cosine computed by hand."""
    weights = TfIdf.learn(["alpha beta", "alpha"])
    alpha, beta = np.log(3 / 3) + 1, np.log(3 / 2) + 1

    assert alpha / np.hypot(alpha, beta) == pytest.approx(weights.similarity(["alpha beta"], ["alpha"])[0, 0])


@given(TEXTS, TEXTS, TEXTS)
def test_similarity_stays_between_0_and_1(learnt, first, second):
    """Any texts, none and empty ones included, have a table of finite similarities."""
    found = TfIdf.learn(learnt).similarity(first, second)

    assert (len(first), len(second)) == found.shape
    assert np.all((found >= 0) & (found <= 1 + 1e-9))


@given(TEXTS)
def test_a_text_is_like_itself(texts):
    """Every text with a term that was learnt has similarity 1 with itself."""
    found = np.diag(TfIdf.learn(texts).similarity(texts, texts))

    assert [1.0 if terms(text) else 0.0 for text in texts] == found.round(9).tolist()


@given(TEXTS)
def test_learning_does_not_depend_on_order(texts):
    """Counts are the same whatever comes first, and sorted by term."""
    first, second = TfIdf.learn(texts), TfIdf.learn(texts[::-1])

    assert first.document_frequency == second.document_frequency
    assert sorted(first.document_frequency) == list(first.document_frequency)


def test_words_are_forgotten_when_there_are_too_many(monkeypatch):
    """Ids and values are new ones for ever, and memory stays bounded."""
    monkeypatch.setattr(module, "_WORDS_KEPT", 10)
    remembered = module.Remembered(str.upper)

    assert ["W25", 5] == [[remembered[f"w{number}"] for number in range(26)][-1], len(remembered) - 1]
