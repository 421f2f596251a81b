import random
import subprocess
import sys
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.duplicates import NearDuplicate, NearDuplicates, _letters, _pieces, jaccard
from tests.builders import ROOT, shipped_stories

ONE = "As a shopper, I want to filter the product list by price, so that I find what I can pay."
TYPO = "As a shopper, I want to filter the product list by prize, so that I find what I can pay."
OTHER = "As a clerk, I want to reprint a parcel label, so that a damaged one can be replaced."


def found(texts, similarity=0.85, dropped=False):
    """What is found among texts."""
    near = NearDuplicates(similarity)
    for text in texts:
        near.add(text)
    return list(near.find(dropped=dropped))


def by_comparing_all(texts, similarity):
    """The same by looking at every pair: each later text with the earliest that it is like."""
    sets = [_pieces(_letters(text)) for text in texts]
    earliest = {}
    for of, index in combinations(range(len(texts)), 2):
        if jaccard(sets[of], sets[index]) >= similarity:
            earliest.setdefault(index, of)
    return earliest


def variants(count, seed=1):
    """Stories of which many are like an earlier one, more or less."""
    chance = random.Random(seed)
    texts = [story.story for story in shipped_stories()]
    words = " ".join(texts).split()
    while len(texts) < count:
        changed = chance.choice(texts).split()
        for _ in range(chance.randrange(1, 5)):
            changed[chance.randrange(len(changed))] = chance.choice(words)
        texts.append(" ".join(changed))
    return texts


def test_a_typo_makes_a_near_duplicate():
    """The later story is named with the earlier one and with what they share."""
    (near,) = found([OTHER, ONE, TYPO])

    assert (2, 1) == (near.index, near.of)
    assert 0.9 < near.similarity < 1


@pytest.mark.parametrize(
    "same", [ONE.upper(), ONE.replace(",", ""), f"{ONE} ", ONE.replace("-", "–").replace(".", "!")]
)
def test_case_and_punctuation_do_not_count(same):
    """Stories of the same words share everything."""
    assert [NearDuplicate(1, 0, 1.0)] == found([ONE, same])


def test_stories_of_one_template_are_no_duplicates():
    """The shipped stories share a form and a shop, and none of them is like another."""
    assert [] == found([story.story for story in shipped_stories()])


@pytest.mark.parametrize("similarity", [0.5, 0.7, 0.85, 0.95])
def test_nothing_is_missed_that_comparing_all_finds(similarity):
    """Sketches decide what is compared, never what is like: the result is that of comparing every pair."""
    texts = variants(400)
    expected = by_comparing_all(texts, similarity)
    got = {near.index: near.of for near in found(texts, similarity)}

    assert got.items() <= expected.items()
    assert len(got) >= 0.98 * len(expected)


def test_the_earliest_is_the_one_that_is_repeated():
    """Of several that a story is like, the first counts, also where they are many."""
    texts = [OTHER, *(f"{ONE[:-1]} {letter}." for letter in "abcdefghijklmnopqrst")]

    assert [1] * 19 == [near.of for near in found(texts)]


def test_what_is_dropped_is_nobodys_original():
    """Where near duplicates are left out, the story that stays is the one that is named."""
    chain = ["abcdefghijklmnop", "abcdefghijklmnopqr", "abcdefghijklmnopqrst"]

    assert [(1, 0), (2, 1)] == [(near.index, near.of) for near in found(chain, 0.78)]
    assert [(1, 0)] == [(near.index, near.of) for near in found(chain, 0.78, dropped=True)]


def test_many_that_are_alike_are_compared_with_few():
    """Five thousand copies with a number are all found, without comparing each with each."""
    texts = [
        f"As a shopper, I want to open drawer {number}, so that I find my order." for number in range(5000)
    ]

    assert 4999 == len(found(texts, 0.8))


@given(st.lists(st.text(max_size=30) | st.sampled_from([ONE, TYPO, "!!!", "  ", "日本語"]), max_size=8))
def test_any_text_can_be_compared(texts):
    """No text is too short or too odd; what is found is later than what it is like, and like it."""
    for near in found([text.encode("utf-8", "ignore").decode() for text in texts]):
        assert 0 <= near.of < near.index < len(texts)
        assert 0.85 <= near.similarity <= 1


def test_another_process_finds_the_same():
    """Nothing depends on Python's own hashes, which differ from process to process."""
    code = (
        "from tests.casewright.test_duplicates import found, variants\n"
        "print([(near.index, near.of) for near in found(variants(200), 0.6)])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert {f"{[(near.index, near.of) for near in found(variants(200), 0.6)]}\n"} == outputs
