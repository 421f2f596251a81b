from hypothesis import given
from hypothesis import strategies as st

from casewright.topics import root, telling_words, topics, weight


def test_forms_of_one_word_are_one_topic():
    """Plural, tense and noun of one word are compared as equal."""
    assert topics("delivery") == topics("delivered") == topics("Deliveries")


def test_words_that_look_alike_are_told_apart_when_one_is_common():
    """`currency` belongs to a subject although `current`, which it begins like, does not."""
    assert root("currency") != root("current")
    assert 1 == weight(topics("currency"))
    assert weight(topics("current")) < 1


def test_words_of_any_test_and_short_figures_say_little():
    """A subject counts 1, a short figure less, and the language of testing least."""
    assert 1 == weight(topics("invoice"))
    assert weight(topics("button")) < weight(topics("12")) < 1
    assert 1 == weight(topics("4711"))


def test_words_without_meaning_are_no_topics():
    """Nothing is about `the` or `and`."""
    assert frozenset() == topics("the and of, (to)!")


def test_logging_in_and_signing_in_are_one_topic():
    """Both words stand for the same in every system."""
    assert topics("log in") == topics("login") == topics("sign in")


def test_marks_beyond_ascii_do_not_hide_a_word():
    """A word in curly quotes or behind a currency sign is the word."""
    assert topics("“invoice” – paid") == topics('"invoice" - paid')
    assert ["invoice"] == list(telling_words("“invoice”", topics("invoice")))


def test_telling_words_leave_out_what_stands_in_any_test():
    """Each word is given once, in order, and none that is common, short or a figure."""
    text = "Press the button: refund of invoice 4711, refund in EU"

    assert ["refund", "invoice"] == list(telling_words(text, topics(text)))


@given(st.text())
def test_any_text_has_topics(text):
    """Whatever is written, halves of characters included, gives topics that weigh something."""
    found = topics(text)

    assert "" not in found
    assert len(found) >= weight(found) >= 0
