"""Personal data out of whole records and out of messages, by the one policy that params.yaml sets."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from casewright.params import CleanParams
from casewright.pii import Policy, Scrubber

_KEPT_FIELDS = ("id", "story_id", "type", "priority", "difficulty", "category")
"""Fields that hold a name of ours, or one that other records refer to."""
_MOST_REMEMBERED = 20_000
_LONGEST_REMEMBERED = 60


@dataclass(frozen=True, slots=True)
class Personal:
    """How many values of each type were found in a record; never the values."""

    replaced: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    """Those that stayed by policy or by request."""


class Scrubbing:
    """Scrubs records and texts as the section `clean` of params.yaml says."""

    def __init__(self, params: CleanParams) -> None:
        self._on = params.scrub_pii
        self._keep_terms = params.keep_terms
        self._policy = Policy(**params.keep.model_dump())
        self._ner = params.ner
        self._harmless: set[str] = set()

    def record(self, fields: Any) -> tuple[Any, Personal]:
        """`fields` with personal data replaced in every text but ids; one record, so one numbering."""
        found = Personal()
        return (self._walk(fields, "", self._scrubber(), found) if self._on else fields), found

    def left_in(self, fields: dict[str, Any]) -> str:
        """What a second look finds in a scrubbed record, such as `EMAIL in story, PHONE in tags`; or nothing.

        The values themselves are never in it. Where scrubbing is switched off nothing is looked for.
        """
        found = [
            f"{type_} in {name}"
            for name, value in fields.items()
            for type_ in self.record({name: value})[1].replaced
        ]
        return ", ".join(found)

    def quoted(self, text: str) -> str:
        """`text` as a message may show it."""
        return self._scrubber().scrub(text).text if self._on else text

    def _scrubber(self) -> Scrubber:
        return Scrubber(keep_terms=self._keep_terms, policy=self._policy, ner=self._ner)

    def _walk(self, value: Any, key: str, scrubber: Scrubber, found: Personal) -> Any:
        if isinstance(value, str):
            return value if key in _KEPT_FIELDS else self._text(value, scrubber, found)
        if isinstance(value, list | tuple):
            return [self._walk(item, key, scrubber, found) for item in value]
        if isinstance(value, dict):
            return {name: self._walk(item, name, scrubber, found) for name, item in value.items()}
        return value

    def _text(self, text: str, scrubber: Scrubber, found: Personal) -> str:
        if text in self._harmless:
            return text
        scrubbed = scrubber.scrub(text)
        if not scrubbed.counts and not scrubbed.kept:
            self._remember(text)
            return scrubbed.text
        found.replaced.update(scrubbed.counts)
        found.kept.update(scrubbed.kept)
        return scrubbed.text

    def _remember(self, text: str) -> None:
        """Keep in mind that nothing is in a text, as domains and tags come again and again.

        Not where it holds a digit: it may be a placeholder, which counts for the numbering.
        """
        short = len(text) <= _LONGEST_REMEMBERED and len(self._harmless) < _MOST_REMEMBERED
        if short and not any(char.isdigit() for char in text):
            self._harmless.add(text)
