"""Word lists as they are kept in source: words in one text, parted by white space."""


def word_list(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())
