"""The text that recognisers read: what a reader sees in plain characters, with a way back.

Invisible characters are gone, digits of every script are ASCII; look-alikes of Latin letters, dashes,
spaces and quotes have their plain form. Letters with accents are composed and stay.
"""

import re
import unicodedata
from dataclasses import dataclass

_LOOK_ALIKES = dict(
    zip(
        "аеорсухкнмтвіјѕԁһӏАЕОРСУХКНМТВІЈЅ" + "οανρικυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxkhmtbijsdhlAEOPCYXKHMTBIJS" + "oavpikuABEZHIKMNOPTYX",
        strict=True,
    )
)
_PUNCTUATION = dict(zip("‘’‚‛′ʼ“”„‟″«»‹›⁄∕−。｡․‧", "''''''\"\"\"\"\"\"\"''//-....", strict=True))
_LINE_ENDS = "\u2028\u2029\x85"
_INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_CLUSTER = re.compile(r"[\x00-\x7f]+(?![\u0300-\u036f])|(?s:.)[\u0300-\u036f]*")


@dataclass(frozen=True, slots=True)
class Shadow:
    """A plain spelling of a text."""

    text: str

    origin: tuple[tuple[int, int], ...] | None
    """For each character,
    the stretch of the original that it stands for; None when both texts are the same."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original behind `text[start:end]`, which must not be empty."""
        if self.origin is None:
            return start, end
        return self.origin[start][0], self.origin[end - 1][1]


def shadow(text: str) -> Shadow:
    """Spell `text` in plain characters."""
    if text.isascii():
        return Shadow(text, None)
    plain: list[str] = []
    origin: list[tuple[int, int]] = []
    for cluster in _CLUSTER.finditer(text):
        if (piece := cluster[0]).isascii():
            plain.append(piece)
            origin.extend((at, at + 1) for at in range(*cluster.span()))
        else:
            spelled = _spell(piece)
            plain.append(spelled)
            origin.extend([cluster.span()] * len(spelled))
    return Shadow("".join(plain), tuple(origin))


def _spell(cluster: str) -> str:
    """One visible character, plain; nothing for an invisible one."""
    return "".join(_plain(char) for char in unicodedata.normalize("NFKC", cluster))


def _plain(char: str) -> str:
    if char.isascii():
        return char
    if known := _LOOK_ALIKES.get(char) or _PUNCTUATION.get(char):
        return known
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd":
        return "-"
    if category == "Zs":
        return " "
    if category == "Cf" or char in _INVISIBLE or "\ufe00" <= char <= "\ufe0f":
        return ""
    return "\n" if char in _LINE_ENDS else char
