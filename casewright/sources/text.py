"""Rows from plain text: a story a line, as people keep backlogs in it.

Each line that is not blank is in exactly one row. In this order:

1. A line that begins as a story does (`As a …`, `I want …`, `In order to … as a …`), also behind a bullet, a
   number or an id (`- `, `1. `, `US-12: `), begins a row. An id becomes the field `id`; bullets and numbers
   are dropped. Two such lines continue an unfinished story: `I want …` below a role alone, and `as a …` in
   lower case without anybody's wish or indented deeper, for `as a PDF` may stand in a wrapped story.
2. `Acceptance criteria:` below a story begins its criteria: what stands up to the next blank line, heading or
   story.
3. A line without a letter or digit is set aside; `====` and `----` make a heading of a plain line above them.
4. A line that is indented deeper than the row's first line continues it; with a bullet it is a criterion.
5. `# …`, `h2. …`, `Epic: …` and the like, and lines that end in a colon, are headings.
6. A line continues a row that is unfinished (no full stop, no blank line, no longer than a story may be)
   where it begins in lower case and the row did not, or where the row ends in a comma or in a word that ends
   no sentence. `so that …` continues any story above it.
7. Any other line begins a row. It is a heading where it is too short to be a story and has no verb, or where
   each of its few words begins with a capital and a story follows; else it is a story in free words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from casewright.records import STORY_LENGTH
from casewright.sources.criteria import label_end, split_criteria
from casewright.sources.decoding import read_lines
from casewright.sources.openings import Opening, has_bullet, has_wish, opening_of, without_bullet
from casewright.sources.row import Row, place

_WORD = re.compile(r"[^\W_]")
_HEADING = re.compile(
    r"\#{1,6}(?:\s|$)|h[1-6]\.\s|(?:epic|feature|theme|module|section|sprint|release|milestone|chapter|initiative)"
    r"\s*[\w.]{0,8}\s*[:–—-]",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"(?:and\s+)?so\s+(?:that|i|we)\b|in\s+order\s+to\b", re.IGNORECASE)
_WANT = re.compile(r"(?:i|we)\b", re.IGNORECASE)
_DANGLING = re.compile(
    r"(?:,|\b(?:a|an|the|to|of|in|on|at|by|for|from|with|and|or|that|my|our|their|its|want|can|be|so))$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|can|must|should|shall|will|may|needs?|wants?|has|have|do|does|add|allow|browse|buy|cancel|change|check"
    r"|create|delete|display|edit|enter|export|filter|find|fix|get|import|list|log|make|manage|open|pay|print"
    r"|remove|save|search|see|select|send|set|show|sign|sort|submit|update|upload|use|view)\b",
    re.IGNORECASE,
)
_END = (".", "!", "?", "…")
_TITLE_WORDS = 8
_SMALL_WORD = 3
"""Letters up to which a word in a title may be in lower case (`of`, `and`)."""


def read_text(path: Path) -> Iterator[Row]:
    """The stories and headings in a file, one line at a time."""
    return rows_of(place(path), read_lines(path))


def rows_of(file: str, lines: Iterable[str]) -> Iterator[Row]:
    """The stories and headings in these lines."""
    current: _Draft | None = None
    for number, whole in enumerate(lines, start=1):
        line = whole.strip()
        if not line:
            if current is not None:
                current.pause()
            continue
        opening = opening_of(line)
        if current is not None:
            if current.takes(whole, line, opening):
                continue
            yield current.row(file, story_follows=opening is not None)
        current = _Draft.begin(number, whole, line, opening)
    if current is not None:
        yield current.row(file, story_follows=False)


@dataclass(slots=True)
class _Draft:
    """A row whose last line may not have been read yet."""

    number: int
    whole: str
    """Its first line as it stands in the file."""
    parts: list[str]
    """What its lines say, but for criteria."""
    is_story: bool
    """Whether it begins as a story does."""
    id: str | None = None
    aside: str | None = None
    criteria: list[str] | None = None
    """Lines of its acceptance criteria; None where they have not begun."""
    lines: int = 1
    closed: bool = field(default=False)
    """Whether a blank line has ended it."""

    @classmethod
    def begin(cls, number: int, whole: str, line: str, opening: Opening | None) -> "_Draft":
        """The row that this line begins."""
        if opening is not None:
            return cls(number, whole, [opening.story], True, opening.id)
        return cls(number, whole, [without_bullet(line)], False, aside=_heading(line))

    @property
    def text(self) -> str:
        """What its lines say, in one."""
        return " ".join(self.parts)

    def pause(self) -> None:
        """A blank line: only a label `Acceptance criteria:` reaches across it to what it announces."""
        self.closed = self.criteria is None or any(self.criteria)

    def takes(self, whole: str, line: str, opening: Opening | None) -> bool:
        """Add the line where it belongs to this row, and say whether it does."""
        if opening is not None:
            taken = self._reaches(whole, line) and self._add(line)
        elif not self.aside and (label := label_end(line)) is not None:
            self.criteria = [*(self.criteria or ()), line[label:].strip()]
            self.closed, taken = False, True
        elif self.closed:
            taken = False
        elif not _WORD.search(line):
            taken = self._is_underlined_by(line)
        elif self.aside or (self.criteria is not None and _heading(line)):
            taken = False
        elif self.criteria is not None:
            self.criteria.append(line)
            taken = True
        elif _indent(whole) > _indent(self.whole):
            taken = self._add_indented(line)
        else:
            taken = not _heading(line) and not has_bullet(line) and self._goes_on(line) and self._add(line)
        self.lines += taken
        return taken

    def _reaches(self, whole: str, line: str) -> bool:
        """Whether a line that may begin a story goes on with this one."""
        if self.closed or self.aside or self.criteria is not None:
            return False
        if line[:2] == "as":
            deeper = _indent(whole) > _indent(self.whole)
            return (deeper or not has_wish(line)) and self._goes_on(line)
        return self.is_story and _WANT.match(line) is not None and not has_wish(self.text)

    def _goes_on(self, line: str) -> bool:
        """Whether the line reads as the next words of this row."""
        if self.is_story and _PURPOSE.match(line):
            return True
        last = self.parts[-1]
        if last.rstrip("\"'”’)*_ ").endswith(_END) or sum(map(len, self.parts)) > STORY_LENGTH[1]:
            return False
        return (line[0].islower() and not self.parts[0][0].islower()) or _DANGLING.search(last) is not None

    def _add(self, line: str) -> bool:
        self.parts.append(line)
        return True

    def _add_indented(self, line: str) -> bool:
        if not has_bullet(line):
            return self._add(line)
        self.criteria = [line]
        return True

    def _is_underlined_by(self, line: str) -> bool:
        """Whether the line is a rule that makes a heading of this row; any other rule is a row of its own."""
        if self.is_story or self.lines > 1 or len(set(line)) > 1 or line[0] not in "=-~":
            return False
        self.aside = "heading: underlined"
        return True

    def row(self, file: str, *, story_follows: bool) -> Row:
        """The finished row."""
        aside = self.aside
        if aside is None and not self.is_story and self.lines == 1:
            aside = _title(self.text, story_follows=story_follows)
        if aside is not None:
            return Row(file, self.number, {"heading": self.text}, aside=aside)
        fields: dict[str, object] = {"story": self.text}
        if self.id is not None:
            fields = {"id": self.id, **fields}
        criteria = split_criteria("\n".join(self.criteria)) if self.criteria else []
        if criteria:
            fields["acceptance_criteria"] = criteria
        return Row(file, self.number, fields)


def _heading(line: str) -> str | None:
    """Why a line is a heading whatever stands around it, or None."""
    if not _WORD.search(line):
        return "heading: a line without words"
    if _HEADING.match(line):
        return "heading: marked as one"
    return "heading: ends in a colon" if line.endswith(":") else None


def _title(text: str, *, story_follows: bool) -> str | None:
    """Why a plain line is a heading, or None where it is a story in free words."""
    is_short = len(text) < STORY_LENGTH[0]
    if not (is_short or story_follows) or text.endswith(_END) or _VERB.search(text):
        return None
    if is_short:
        return "heading: too short for a story, and without a verb"
    words = text.split()
    capital = all(len(word) <= _SMALL_WORD or not word[0].islower() for word in words)
    return "heading: a title above a story" if capital and len(words) <= _TITLE_WORDS else None


def _indent(line: str) -> int:
    """Columns of white space in front; a tab reaches the next multiple of four."""
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())
