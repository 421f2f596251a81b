"""Stretches of a text that were replaced."""

from typing import NamedTuple


class Span(NamedTuple):
    """A value that was replaced."""

    start: int
    """Where it stood in the text that was given."""

    end: int

    type: str

    placeholder: str

    @property
    def growth(self) -> int:
        """How much longer the text became."""
        return len(self.placeholder) - (self.end - self.start)


def replace(text: str, spans: list[Span]) -> str:
    """The text with placeholders; `spans` are in order and apart."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], span.placeholder]
        at = span.end
    return "".join([*parts, text[at:]])


def merge(earlier: list[Span], later: list[Span]) -> list[Span]:
    """Both, in order, where the later ones were found in the text that the earlier ones left behind."""
    merged = list(earlier)
    for span in later:
        shift = 0
        for old in earlier:
            if old.start + shift >= span.start:
                break
            shift += old.growth
        merged.append(span._replace(start=span.start - shift, end=span.end - shift))
    return sorted(merged)
