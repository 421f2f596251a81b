"""Word lists as they are kept in source: words in one text, parted by white space."""

import re
from itertools import pairwise

_LETTER = re.compile(r"[a-z](?![?*+{])")


def word_list(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def by_first_letter(alternation: str) -> str:
    """The alternation `a | b | …` of a verbose regular expression, with those of one first letter in a group.

    It matches the same, where no alternative may be empty. Of fifty that are tried at every word, those of
    another letter are passed over at once, which halves the time. `(?:is|are) x` counts as `is x | are x`.
    """
    groups: dict[str, list[str]] = {}
    for alternative in _spelt_out(alternation):
        if _LETTER.match(alternative):
            groups.setdefault(alternative[0], []).append(alternative[1:])
        else:
            groups[alternative] = []
    return "|".join(f"{first}(?:{'|'.join(rest)})" if rest else first for first, rest in groups.items())


def _spelt_out(alternation: str) -> list[str]:
    """The alternatives without white space, each with a beginning of its own."""
    found = []
    for alternative in map(str.strip, _parts(alternation)):
        end = _end_of_group(alternative)
        if end and not alternative.startswith(("?", "*", "+", "{"), end):
            found += [f"{begin}{alternative[end:]}" for begin in _spelt_out(alternative[3 : end - 1])]
        else:
            found.append(alternative)
    return found


def _parts(alternation: str) -> list[str]:
    """What the bars outside of all groups part."""
    parts, depth = [""], 0
    for before, sign in pairwise(f" {alternation}"):
        depth += before != "\\" and {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _end_of_group(alternative: str) -> int:
    """Where the group ends with which an alternative begins; 0 where it begins with none."""
    if not alternative.startswith("(?:"):
        return 0
    depth = 0
    for at, sign in enumerate(alternative):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if not depth:
            return at + 1
    return 0
