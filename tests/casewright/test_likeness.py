import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.likeness import FIELD_WEIGHTS, TermLikeness, terms_of
from casewright.records import Subset
from casewright.similarity import TfIdf
from tests.builders import a_case, a_story, shipped_references

WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa"
TEXTS = st.lists(st.text(min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=4)


def even(words=WORDS):
    """A backend for which all words are equally rare."""
    return TermLikeness(TfIdf(1, dict.fromkeys(sorted(words.split()), 1)))


def of_words(words):
    """A case that says no more than these words."""
    return a_case(title=words, preconditions=[], steps=[words], expected_result=words)


def test_the_oracle_weighs_most():
    """A term counts by where it stands, and by all places where it stands."""
    case = a_case(title="alpha", preconditions=["beta"], steps=["gamma"], expected_result="delta alpha")

    assert {"alpha": 1.8, "beta": 0.4, "gamma": 0.6, "delta": 1.0} == pytest.approx(terms_of(case))
    assert "expected_result" == max(FIELD_WEIGHTS, key=FIELD_WEIGHTS.__getitem__)


def test_likeness_by_hand():
    """Two of three words shared, one of which all reference cases have: its weight is a tenth."""
    case, references = of_words("alpha beta gamma"), [of_words("alpha beta delta"), of_words("alpha")]
    alpha, beta = 0.1 + np.log(3 / 3) / np.log(3), 0.1 + np.log(3 / 2) / np.log(3)
    gamma, delta = 0.1 + np.log(3 / 1) / np.log(3), beta
    expected = (alpha**2 + beta**2) / (
        np.linalg.norm([alpha, beta, gamma]) * np.linalg.norm([alpha, beta, delta])
    )

    assert expected == pytest.approx(even().between([case], references, "")[0, 0])


def test_what_all_cases_of_a_story_say_tells_nothing():
    """A case that shares the one telling word is nearer than one that shares all the others."""
    references = [of_words(f"alpha beta gamma {word}") for word in ("delta", "epsilon", "zeta")]
    telling, common = of_words("delta eta theta iota"), of_words("alpha beta gamma epsilon")
    found = even().between([telling, common], references, "")[:, 0]

    assert found[0] > found[1]


def test_the_story_is_one_text_more():
    """What the story itself is about tells its cases less apart, also where there is one reference case."""
    one, other = of_words("alpha beta"), of_words("alpha gamma")
    without, within = (even().between([one], [other], story)[0, 0] for story in ("", "alpha"))

    assert within < without


def test_a_rare_word_weighs_more():
    """A word that few texts have says more than one that many have."""
    texts = [a_story(id=f"US-{n}", story=f"alpha beta number {n} of the stories") for n in range(9)]
    likeness = TermLikeness.learn([*texts, a_story(story="delta and gamma, once in ten")], [])
    references = [of_words("alpha delta"), of_words("kappa")]
    common, rare = likeness.between([of_words("alpha"), of_words("delta")], references, "")[:, 0]

    assert common < rare


def test_edge_cases_teach_nothing():
    """Stories and suites that come with Casewright change no score of the user's own."""
    suite = shipped_references()[0]
    story = a_story(id=suite.story_id, subset=Subset.EDGE_CASE)

    assert {} == TermLikeness.learn([story], [suite]).weights.document_frequency


def test_words_that_nobody_knows_match_nothing():
    """Text without a known term is likeness 0 and no crash."""
    assert [[0.0]] == even().between([of_words("zzz")], [of_words("alpha")], "").tolist()


@given(TEXTS, TEXTS, st.text(max_size=30))
def test_likeness_stays_between_0_and_1(first, second, story):
    """Any texts have a table of finite values, and a case is like itself or says nothing."""
    ours, theirs = ([of_words(text) for text in texts] for texts in (first, second))
    likeness = even()
    found = likeness.between(ours, theirs, story)
    itself = np.diag(likeness.between(theirs, theirs, story)).round(9)

    assert (len(first), len(second)) == found.shape
    assert np.all((found >= 0) & (found <= 1 + 1e-9))
    assert set(itself.tolist()) <= {0.0, 1.0}
