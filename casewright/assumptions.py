"""Assumptions: what the test cases of a suite say and neither the story nor its criteria do.

They are shown to people and take nothing from a score: a useful test names messages, buttons and addresses
that nobody has written down yet. What a tester types or sets up is test data and no assumption.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.records import Assumption
from casewright.topics import root, topics, weight

_TOLD = 0.5
"""Share of what a label says that has to be the story's for the label to be told by it."""

_TYPING = frozenset(
    ["append", "enter", "fill", "input", "key", "paste", "provide", "search", "type", "write"]
)
_SETTING = frozenset(["alter", "change", "edit", "fill", "replace", "set", "update"])
_SET_TO = re.compile(r"\b(?:with|to|by|as) [\"“'`]")
_DIGITS = re.compile(r"\d+")
_FILE = re.compile(r"\w\.\w{2,4}$")

_ROLES = """
accountant admin administrator advisor agent analyst approver architect assistant attendant auditor author
buyer
caretaker cashier clerk coach colleague consultant contractor controller coordinator courier dealer designer
developer director dispatcher doctor editor employee employer engineer farmer inspector instructor intern
investor journalist lawyer leader lecturer lender librarian maintainer manager marketer merchant moderator
nurse
officer operator organiser organizer owner parent partner patient pharmacist physician planner professor
publisher pupil receptionist recruiter reporter reseller resident reviewer secretary seller shareholder
sponsor
staff student superuser supervisor supplier surgeon teacher technician teller tenant therapist trainer
translator
treasurer tutor vendor volunteer
"""
_ROLES_BY_ROOT: dict[str, list[str]] = {}
for _role in _ROLES.split():
    _ROLES_BY_ROOT.setdefault(root(_role), []).append(_role)
_ROLE_ROOTS = frozenset(_ROLES_BY_ROOT)
_NAME = re.compile(r" [A-Z]\w{2,}(?:[ -][A-Z]\w+)*")
"""What may be a name: `PayPal`, `SMS`, `Google Maps`."""
_NO_NAMES = re.compile(
    r"(?:HTTP|GET|POST|PUT|PATCH|DELETE|HEAD|URL|JSON|HTML|UTF|ENTER|ESC|TAB|AND|NOT|Enter|Return|Tab|Escape|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|"
    r"October|November|December|English|Verify|Check|Ensure|The|This|That)\b"
)
_ENDS = ".!?:;/-\"'”’"
"""What stands before a beginning, or before a part of an address."""
_FIGURE = re.compile(
    r"[£€$]?(\d+(?:[.,:]\d+)*)(?: ?(?:%|per ?cent\b|[kmgt]b\b|ms\b|seconds?\b|minutes?\b|hours?\b|days?\b|"
    r"weeks?\b|months?\b|years?\b|characters?\b|digits?\b|attempts?\b|times\b))?",
    re.IGNORECASE,
)
_COUNTS = frozenset([0, 100, 200, 5900])
"""Figures, in hundredths, that a test needs whatever the story says; 59 is the last second before a limit."""
_LONGEST_FIGURE = 12
_NEXT = frozenset([1, 100])
"""Beside a limit: the next amount of money, and the next whole number."""


Kind = Literal["label", "number", "role", "value"]


class _Found(NamedTuple):
    """One thing that a case says."""

    kind: Kind
    text: str
    field: str


class _Told:
    """What the story says, and in which terms."""

    def __init__(self, story: StoryText) -> None:
        self._text = story.text
        self.named = story.topics
        self.numbers = story.numbers
        self.figures = _hundredths(story.numbers) | _NEXT
        self.strange_roles = _ROLE_ROOTS - self.named
        self._known: dict[str, bool] = {}
        self._strange: dict[str, bool] = {}

    def tells(self, phrase: str) -> bool:
        """Whether the phrase stands in the story, or most of it: a message has a place for a value."""
        told = self._known.get(phrase)
        if told is None:
            told = self._known[phrase] = self._tells(phrase)
        return told

    def is_strange_label(self, quoted: str) -> bool:
        """Whether what stands in quotes is a label that the story does not tell."""
        strange = self._strange.get(quoted)
        if strange is None:
            strange = self._strange[quoted] = _is_label(quoted) and not self.tells(quoted)
        return strange

    def _tells(self, phrase: str) -> bool:
        if phrase.lower().strip(" .!:") in self._text:
            return True
        words = _DIGITS.sub("", phrase)
        said = topics(words)
        return weight(said & self.named) > _TOLD * weight(said) if said else words != phrase


def find_assumptions(story: StoryText, suite: SuiteText) -> tuple[Assumption, ...]:
    """What the cases say and the story does not, each thing once a case."""
    told = _Told(story)
    return tuple(
        Assumption(kind=found.kind, text=found.text, position=case.position, field=found.field)
        for case in suite.cases
        for found in _of_case(told, case)
    )


def _of_case(told: _Told, case: CaseText) -> Iterable[_Found]:
    unique: dict[str, _Found] = {}
    for find in (_labels, _numbers, _roles, _names):
        for one in find(told, case):
            unique.setdefault(one.text.casefold(), one)
    return unique.values()


def _labels(told: _Told, case: CaseText) -> Iterator[_Found]:
    """Labels and addresses in the steps, and what the oracle quotes that the case has not set up itself."""
    for at, step in enumerate(case.steps):
        if step.quoted:
            for quoted in _not_typed(step):
                if told.is_strange_label(quoted):
                    yield _label(quoted, f"steps[{at}]")
    for quoted in case.oracle.quoted:
        if told.is_strange_label(quoted) and not _is_set_up(quoted, case):
            yield _label(quoted, "expected_result")


def _label(quoted: str, field: str) -> _Found:
    return _Found("value" if quoted.startswith("/") else "label", quoted.strip(), field)


def _is_set_up(quoted: str, case: CaseText) -> bool:
    return any(quoted in text.quoted for text in case.preconditions + case.steps)


def _not_typed(step: Sentence) -> tuple[str, ...]:
    """What a step quotes without what it types: `x` in `Type "x" in "Name"` and in `Set "Name" to "x"`."""
    quoted = step.quoted
    verb = step.text.partition(" ")[0].lower()
    if verb in _SETTING and _SET_TO.search(step.text):
        return quoted[:-1]
    return quoted[1:] if verb in _TYPING else quoted


def _is_label(quoted: str) -> bool:
    """Whether it can be on a screen: not an e-mail address, a web address, a file or a mere figure."""
    if "@" in quoted or "://" in quoted or _FILE.search(quoted):
        return False
    return any(map(str.isalpha, quoted))


def _numbers(told: _Told, case: CaseText) -> Iterator[_Found]:
    """Figures in title and oracle that neither the story nor the case's own data give."""
    strange = {*case.title.numbers, *case.oracle.numbers} - told.numbers
    if not strange:
        return
    own = {number for text in case.preconditions + case.steps for number in text.numbers}
    if strange <= own:
        return
    given = told.figures | _hundredths(own)
    for field, text in (("title", case.title), ("expected_result", case.oracle)):
        for match in _FIGURE.finditer(text.unquoted) if text.numbers else ():
            if any(not _follows(value, given) for value in _hundredths([match[1]]) - _COUNTS):
                yield _Found("number", match[0].strip(), field)


def _follows(value: int, given: frozenset[int]) -> bool:
    """Whether a figure is given, or is the sum or the difference of two that are."""
    return value in given or not (
        given.isdisjoint(map(value.__sub__, given)) and given.isdisjoint(map(value.__add__, given))
    )


def _hundredths(numbers: Iterable[str]) -> frozenset[int]:
    """The figures as whole numbers, so that sums are exact; a time of day or a card number is none."""
    plain = (number.replace(",", "") for number in numbers if ":" not in number and number.count(".") < 2)
    return frozenset(round(100 * float(number)) for number in plain if len(number) <= _LONGEST_FIGURE)


def _roles(told: _Told, case: CaseText) -> Iterator[_Found]:
    """Roles by name."""
    roles = told.strange_roles
    if roles.isdisjoint(case.frame) and roles.isdisjoint(case.step_topics):
        return
    strange = roles & (case.frame | case.step_topics)
    for role in [role for one in sorted(strange) for role in _ROLES_BY_ROOT[one]]:
        field = next(
            (field for field, text in case.fields if role in text.lower and _speaks_of(text, role)), None
        )
        if field:
            yield _Found("role", role, field)


def _speaks_of(text: Sentence, role: str) -> bool:
    """Whether the role stands there as a word of its own, and not in an address."""
    return bool(re.search(rf"(?<![\w/@.-]){role}s?(?![\w/@-])", text.lower))


def _names(told: _Told, case: CaseText) -> Iterator[_Found]:
    """Names of systems and the like: capitals in the middle of a sentence that is not all capitals."""
    for field, text in case.fields:
        if not text.has_capitals:
            continue
        names = [match[0][1:] for match in _NAME.finditer(text.text) if _is_name(match, text)]
        if names and not _is_headline(text):
            yield from (_Found("value", name, field) for name in names if not told.tells(name))


def _is_name(match: re.Match[str], text: Sentence) -> bool:
    """Whether it is a name in the sentence's own words, and not their beginning."""
    start = match.start()
    return (
        start > 0
        and text.text[start - 1] not in _ENDS
        and text.unquoted[start + 1] != " "
        and not _NO_NAMES.fullmatch(match[0], 1)
    )


def _is_headline(text: Sentence) -> bool:
    """Whether the words are written as in a headline, so that capitals say nothing."""
    words = text.text.split()
    return 2 * sum(word[0].isupper() for word in words) > len(words)
