"""Oracles that could not tell a working system from a broken one."""

import re
from collections.abc import Iterable

from casewright.analysis import CaseText, Sentence, StoryText, SuiteText, sentence
from casewright.records import Severity
from casewright.smells.rule import CaseRule, Hit

_FIELD = "expected_result"
_MOST_OUTCOMES = 5
_MOST_WORDS = 36
_MOST_WORDS_IN_SENTENCES = 28
"""In an oracle of several sentences, as two that were put together make."""

_SAME_TEXT = 0.8
"""Share of common terms from which an oracle is the step or title that it repeats."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EMPTY = _words(
    """a above added all and any applicable are as at be been below case cases check checked checks complete
    completed confirmed criteria decided defined described detail details determined done end ended executed
    execution expectation expectations expected expectedly fine finish finished for good in is it later met na
    n nil no none not nothing null of ok okay on out outcome outcomes output over pass passed passes passing
    per ready requirement requirements result results run same scenario see specified spec step steps stop
    story success successful tba tbc tbd test tested testing tests that the then there this title to todo true
    verified was were will with yes you"""
)
"""An oracle of these words alone says nothing about the system."""

_FILLER = _EMPTY | _words(
    """able about accept acceptable acceptably according accordingly accurate accurately action actions admin
    after again allow allowed allows always an app application appropriate appropriately are back based been
    before behave behaves behaviour behavior being between both by can change changes completely correct
    correctly customer data desired does due during each effect element everything feature features flow from
    function functional functionality functioning functions fully given goes handle handled handles happen
    happening happens has have her his hold holds how i if information input intended into issue issues item
    its lead leads like made make makes manner may member must my normal normally occur occurs operates
    operation operations or ought perfectly perform performed performs person place planned process processed
    processes problem problems proceeds proper properly reacts react request required respective respond
    responds response right satisfied satisfies satisfy seamless seamlessly should site smooth smoothly so
    some something still successfully succeed succeeded succeeds suitable suitably such system take takes task
    than their them they thing things time transition transitions trouble under usable use used user users
    usual usually valid way website well went what when where which while without work worked
    working works would"""
)
"""Words that name no element, value or state of this story's system."""

_DEEDS = _words(
    """added applied booked cancelled changed created deleted edited generated logged placed published
    registered removed saved sent signed stored submitted updated uploaded"""
)
"""What was done; "the profile is updated successfully" names the profile and nothing that shows it."""

_HOLLOW = re.compile(
    r"""\b(?:
        (?P<soft>success(?:ful|fully)?|succeed(?:s|ed)?)
      | (?<!not\ )(?:work(?:s|ing)?|function(?:s|ing)?|behaves?|performs?|responds?|reacts?)
        (?!\ (?:days?|hours?)\b)
      | correct(?:ly)? | proper(?:ly)? | appropriate(?:ly)? | accordingly | suitabl[ey] | accurate(?:ly)?
      | gracefully | seamless(?:ly)? | smooth(?:ly)? | normal(?:ly)? | perfectly | fine | acceptabl[ey]
      | as\ (?:\w+\ )?
        (?:expected|intended|required|designed|planned|specified|described|desired|requested|usual)
      | (?:as|what)\ (?:it|they)\ (?:should|(?:is|are)\ (?:meant|supposed))
      | (?:expected|desired|intended|right|correct)\ (?:result|outcome|behaviou?r|way)s?
      | (?:without|no)\ (?:any\ )?(?:issues?|problems?|trouble|difficult(?:y|ies))
      | meets?\ (?:\w+\ )?(?:requirements?|expectations?|criteria|specifications?) | satisf\w+ | handle[sd]?
    )\b""",
    re.VERBOSE,
)
"""What is said where somebody is content and does not say with what."""

_SEEN = re.compile(
    r"\b(?:appears?|becomes?|chang(?:es|ed)|contains?|counts?|disabled|disappears?|displays?|displayed|drops?"
    r"|empty|enabled|equals?|greyed|grows?|hidden|highlighted|includes?|keeps?|lands?|listed|lists?|marked"
    r"|message|moves?|now|opens?|read-only|reads|redirect(?:s|ed)|remains?|returns?|rises?|says|selected|shows?"
    r"|shown|sorted|states|status|stays|switches|turns|unchanged|visible)\b"
)
"""What can be seen on a screen, in a record or in an answer."""

_OPEN = re.compile(
    r"""\b(?:either | and/or
      | or\ (?:similar|nothing\ (?:changes|happens)|(?:[\w-]+\ ){1,4}?(?:is|are|appears?|shows?|opens?|gets?))
      | or(?!\ nothing) | (?<!\d\ )(?:may|might|could)\ (?!not\b)(?:also\ |then\ |still\ )?[a-z]+
      | possibly | perhaps | probably | optionally | ideally | depending | (?<!even\ )if | unless
      | whichever | whatever | in\ some\ cases | sometimes )\b""",
    re.VERBOSE,
)
"""What leaves two outcomes open."""

_NEGATION = re.compile(r"\b(?:no|not|none|neither|never|without|cannot|any|of)\b[^.;:,]*$")
_REPORTED = re.compile(r"\b(?:that|whether)\b[^.;:,]*$")
_JOINTS = re.compile(
    r";|[.!?](?=\s)|\b(?:and|while|then|also|but|as well as)\b|,(?! (?:and|while|then|also|but)\b)"
)
_SENTENCE_END = re.compile(r"[.!?]\s+(?=\S)")


def _missing(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    if is_missing(case.oracle):
        yield Hit(_FIELD, f"{case.oracle.text!r} says nothing that could be seen", (0, len(case.oracle.text)))


def is_missing(oracle: Sentence) -> bool:
    """Whether the oracle says nothing about the system at all."""
    return not oracle.quoted and _EMPTY.issuperset(oracle.words)


def _vague(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    oracle = case.oracle
    if is_missing(oracle) or (oracle.numbers and not oracle.quoted):
        return
    hollow = _HOLLOW.search(oracle.unquoted)
    if oracle.quoted and (hollow is None or _SEEN.search(oracle.unquoted)):
        return
    named = concrete_words(oracle)
    if hollow is None:
        if not named:
            yield Hit(_FIELD, f"{oracle.text!r} names nothing that could be looked at")
        return
    enough = 3
    if hollow["soft"]:
        named -= _DEEDS
        enough = 1 if _SEEN.search(oracle.unquoted) else 2
    if len(named) < enough:
        yield Hit(_FIELD, f"{hollow[0]!r} leaves open what can be seen", hollow.span())


def concrete_words(oracle: Sentence) -> frozenset[str]:
    """Words that name an element, a value or a state."""
    words = sentence(oracle.unquoted).words if oracle.quoted else oracle.words
    return frozenset(words) - _FILLER


def can_be_seen(oracle: Sentence) -> bool:
    """Whether the oracle speaks of what is on a screen, in a record or in an answer."""
    return bool(_SEEN.search(oracle.unquoted))


def _restates(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    oracle = case.oracle.terms
    if not oracle or is_missing(case.oracle):
        return
    for number, step in enumerate(case.steps, start=1):
        if _is_same(oracle, step.terms):
            yield Hit(_FIELD, f"it repeats step {number}", (0, len(case.oracle.text)))
            return
    title = case.title.terms
    if _is_same(oracle, title) or (oracle < title and not case.oracle.quoted and not case.oracle.numbers):
        yield Hit(_FIELD, "it says what the title says and nothing else", (0, len(case.oracle.text)))


def _is_same(oracle: frozenset[str], other: frozenset[str]) -> bool:
    common = len(oracle & other)
    return common > 0 and common >= _SAME_TEXT * len(oracle | other)


def _open(story: StoryText, _: SuiteText, case: CaseText) -> Iterable[Hit]:
    text = case.oracle.unquoted
    for match in _OPEN.finditer(text):
        if _REPORTED.search(text, 0, match.start()) or _around(text, match) in story.text:
            continue
        if match[0] != "or" or not _NEGATION.search(text, 0, match.start()):
            yield Hit(_FIELD, f"{match[0]!r} lets the case pass with either outcome", match.span())
            return


def _around(text: str, match: re.Match[str]) -> str:
    """What was matched, with a word before and after it: what the story leaves open, a case may."""
    before, after = text[: match.start()].split(), text[match.end() :].split()
    return " ".join((*before[-1:], match[0], *after[:1])).strip(" .,;")


def _compound(_: StoryText, __: SuiteText, case: CaseText) -> Iterable[Hit]:
    oracle = case.oracle
    words = len(oracle.words)
    if words <= _MOST_OUTCOMES:
        return
    outcomes = len(_JOINTS.findall(oracle.unquoted.rstrip(" .!?"))) + 1
    if outcomes > _MOST_OUTCOMES or words > _MOST_WORDS:
        yield Hit(_FIELD, f"about {outcomes} outcomes in {words} words")
    elif words > _MOST_WORDS_IN_SENTENCES and _SENTENCE_END.search(oracle.unquoted):
        yield Hit(_FIELD, f"{words} words in several sentences")


_HAUPTMANN = "Hauptmann 2013: long test"

RULES = (
    CaseRule(
        "missing-oracle",
        Severity.ERROR,
        "the expected result says nothing about the system: “N/A”, “TBD”, “Done.”",
        "say what the tester sees after the last step: which text, number or state, and where",
        "Soares 2023: unverified action",
        _missing,
    ),
    CaseRule(
        "vague-oracle",
        Severity.ERROR,
        "the expected result says that all is well (“works correctly”, “as expected”, “successfully”) and "
        "names no text, number or element by which it could be told",
        "name the message, value or state that shows it",
        "Soares 2023: ambiguous test",
        _vague,
    ),
    CaseRule(
        "oracle-restates",
        Severity.ERROR,
        "the expected result says what a step or the title says, and nothing else",
        "say what comes of the steps: what has changed, and where it can be seen",
        "own: a repeated action checks nothing",
        _restates,
    ),
    CaseRule(
        "open-oracle",
        Severity.WARNING,
        "the expected result leaves two outcomes open (“or”, “may”, “depending”), so that the case "
        "cannot fail",
        "decide for one outcome; write a second case for the other",
        "Soares 2023: conditional test",
        _open,
    ),
    CaseRule(
        "compound-oracle",
        Severity.WARNING,
        "the expected result joins so many outcomes that a failure does not tell which of them failed",
        "split the case: one outcome and what belongs to it in each",
        _HAUPTMANN,
        _compound,
    ),
)
