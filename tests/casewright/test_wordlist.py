from casewright.wordlist import word_list


def test_words_are_parted_by_white_space():
    """Lines and spaces part words; each is there once."""
    assert frozenset(["one", "two", "sign-up"]) == word_list("one two\n  sign-up two ")
