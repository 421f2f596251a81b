"""Whether a test case ends in success or in a refusal.

Two test cases that say the opposite share nearly all their words, and the `type` field is too noisy to ask.
What stands in quotes counts, because refusals are often told as the message that the user reads.
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from casewright.records import TestCase
from casewright.wordlist import by_first_letter

_TEXTS_KEPT = 2**15


class Outcome(StrEnum):
    """How a test case ends, as far as its words tell."""

    REFUSAL = "refusal"
    """Something is refused or fails, or nothing comes of the steps."""
    SUCCESS = "success"
    UNKNOWN = "unknown"
    """No word tells: most titles, and oracles that name only values."""


def _one_of(alternation: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{by_first_letter(alternation)})\b", re.VERBOSE)


_DONE = r"""(?:
    accepted | activated | added | allowed | applied | approved | archived | assigned | authori[sz]ed
  | booked | cancelled | carried\ out | cleared | completed | confirmed | created | deleted
  | delivered | downloaded | executed | exported | granted | imported | issued | logged\ (?:in|out)
  | merged | paid | permitted | placed | processed | published | recorded | refunded | registered
  | removed | renamed | reserved | reset | restored | saved | scheduled | sent(?!\ to\ (?:sign|log))
  | shared | signed\ (?:in|out) | stored | submitted | subscribed | updated | uploaded | verified
)"""
"""What was done where something succeeds; "not saved" is a refusal."""

_FALSE_ALARM = re.compile(
    r"""\b(?:no|without(?:\ an?y?)?|free\ of|zero)\ (?:[\w-]+\ |"[^"]*"\ ){0,2}
        (?:errors?|exceptions?|failures?|hints?|notes?|redirect\w*|warnings?
          |messages?
            (?!\ (?:(?:is|was|are|were|has|have)\ (?:been\ )?(?:delivered|received|sent|stored)|arrives?)))\b
      | "[^"]*"\ (?:\w+\ )?(?:(?:is|are)\ (?:absent|gone|hidden|not\ (?:displayed|shown|visible))
          | (?:do|does)\ not\ (?:appear|show)|disappears?|vanishes)\b
      | (?P<neutral>\b(?:(?:errors?|failed|failures?)\ (?:attempts?|counts?|logs?|rates?)
          | after\ (?:\w+\ ){0,2}(?:errors?|failures?))\b)""",
    re.VERBOSE,
)
"""Words of a refusal that are none where they stand, as in "no error message appears"."""

_REFUSAL = _one_of(
    rf"""
        errors? | invalid | incorrect | wrong | malformed | unsupported | unauthori[sz]ed | unauthenticated
      | unable | unavailable | unsuccessful(?:ly)? | unknown | insufficient | forbidden | exceptions?
      | refus\w+ | reject\w* | den(?:y|ied|ies|ial) | disallow\w* | block(?:s|ed) | bar(?:s|red)\ (?:from|by)
      | declin(?:ed|es) | expired | prevent(?:s|ed|ing) | stop(?:s|ped)\ at | abort(?:s|ed) | interrupted
      | locks?\ out | locked\ out | discarded | exceed(?:s|ed|ing) | violat\w+ | mismatch\w*
      | conflicts? | warn(?:s|ed|ing|ings)? | fail(?:s|ed|ure|ures|ing)? | turned\ (?:away|down)
      | cannot | can(?:\ not?|['’]?t)\b | could(?:\ not|n['’]?t)
      | must\ (?:be|contain|differ|have|include|match|not)
      | (?:is|are)\ (?:mandatory|required|restricted)
      | (?:do|does|did)\ not\ (?:allow|exist|let|match|meet|permit|proceed)
      | (?:not|never)\ (?:(?:be|been|yet|also|an?|the|any)\ )*
        (?:{_DONE}|able|accessible|available|charged|possible|recogni[sz]ed|supported|valid)
      | already\ (?:\w+\ )?(?:booked|decided|exists?|in\ use|paid|redeemed|registered|reserved|taken|used)
      | no\ longer\ (?:active|available|possible|shared|valid)
      | (?:out\ of|not\ in)\ stock | time[sd]?[\ -]out
      | limit\ (?:is\ |has\ been\ |was\ )?(?:exceeded|reached)
      | too\ (?:big|early|few|heavy|high|large|late|long|low|many|much|old|short|small|soon|weak)
      | (?:status|http|code)\ (?:(?:code|error|status)\ )?[45]\d\d
      | [45]\d\d\ (?:\w+\ )?(?:error|response|status)
      | (?:ask|instruct|prompt|require|tell|told|urge)(?:s|ed)?\ (?:\w+\ ){{0,3}}?to
        \ (?!confirm|download|leave|rate|review|share|verify)
      | (?:button|field|link|control|option)s?\b[^.;]{{0,24}}\b(?:is|are|stays?|remains?)
        \ (?:disabled|gr[ea]yed|inactive)
    """
)
"""Words of a refusal, in an oracle or in a title."""

_QUOTED = re.compile(r"\"([^\"]*)\"|“([^”]*)”|(?<!\w)'([^']+)'(?!\w)")

_DO = r"""(?:please\ )?
    (?:add|choose|enter|fill|give|pick|provide|select|set|sign\ in|specify|spend|try|type|use|write)\b"""

_TOLD = re.compile(
    rf"""\b(?:
        please\ (?!sign\ in|log\ in|check|confirm) | have\ no | more\ than | not\ enough | try\ again
      | has\ (?:closed|ended|passed) | (?:is|are)\ (?:closed|full|in\ use|over|taken) | ended | overlaps
    )\b | ^{_DO}.*\bvalid\b""",
    re.VERBOSE,
)
"""A quoted message that tells the user what to do instead or what the limit is."""

_TOLD_IN_FULL = re.compile(
    rf"""^{_DO} | ^no\b
      | \b(?:at\ (?:least|most)|between\ \d|limited|only|up\ to|maximum|minimum|already|needs|within)\b""",
    re.VERBOSE,
)
"""The same in a message that is a whole sentence: without a full stop these are labels."""

_SUCCESS = _one_of(
    rf"""
        success(?:es|ful|fully)? | succeed(?:s|ed)? | welcome | confirmation
      | (?:is|are|was|were|be|been|gets?|becomes?)\ (?:now\ |then\ |also\ |both\ |\w+ly\ )?{_DONE}
      | {_DONE}(?=[.!]?["”']|\ ?[,;.]|\ and\b|$)
      | (?:accepts|allows|confirms|creates|grants|saves|stores|processes|publishes|receives|updates)
      | (?:status|http|code)\ (?:(?:code|status)\ )?2\d\d | 20[0-4]\ (?:ok|created|response|status)
      | (?:redirect(?:s|ed)|taken|brought|lands?|navigat(?:es|ed))\ (?:\w+\ )?(?:to|on)
        \ (?!(?:the\ )?"?/?(?:log|sign)-?\ ?in|(?:an?\ )?error)
      | (?:can|able\ to)\ (?!only\b)\w+
    """
)
"""Words of a success in an oracle."""

_NEGATION = re.compile(r"\b(?:no|not|none|nothing|neither|never|without|nobody|zero|0)\b[^.;:,]*$")
"""What turns the words of a success that follow it in the same clause into their opposite."""

_NO_EFFECT = re.compile(
    r"""\b(?:redirect(?:s|ed)?|returned|sent)\ (?:\w+\ )?(?:back\ )?to\ (?:the\ )?"?/?(?:log|sign)-?\ ?in
      | \bstill\ (?:contains?|counts?|had|has|have|holds?|lists?|on|at|reads?|says?|shows?)\b
      | \b(?:remain(?:s|ed)?|stay(?:s|ed)?)\ (?:as|at|empty|on|unchanged|the\ same|there)\b
      | \bun(?:affected|altered|changed|touched)\b | \bno\ (?:effect|change)\b | \bnothing\b
      | \b(?:no(?!\ longer)|0|none\ of|zero)\ (?:[\w'-]+\ ){1,5}?
        (?:is|are|was|were|has|have|exists?|appears?|leaves?|opens?|reach(?:es)?|takes?)\b
      | \b(?:do|does|did)\ not\b | \bnot\ (?:displayed|shown|visible|present)\b
    """,
    re.VERBOSE,
)
"""An oracle under which nothing came of the steps: said in its first clause, it is what the case is about."""

_CLAUSE_END = re.compile(r"[;,:]|\ (?:and|but|while|with)\ |\.(?:\ |$)")

_TITLE_REFUSAL = _one_of(
    r"""
        (?:gets?|earns?|gives?|grants?|yields?|sends?|opens?|creates?|adds?|receives?|reserves?|starts?|changes?
          |stores?|saves?)\ (?:no|nothing)\b(?!\ (?:\w+\ )?(?:copy|duplicates?|gap|loss|second))
      | (?:gets?|gives?)\ an?\ not-found | does\ not\ (?:pass|open|start)
      | (?:is|are)\ (?:cut|dead|gone|stopped|void|closed|locked)
      | (?:stops?|rejects?|blocks?)\ the
      | (?:above|below|beneath|beyond|outside|over|past|short\ of|under)\ (?:the\ |its\ |their\ |an?\ )?
        (?:\w+\ ){0,2}?(?:allowed|boundar(?:y|ies)|limits?|max|maximum|min|minimum|permitted|range)
      | (?:longer|shorter|larger|smaller|more|less|fewer|greater|higher|lower)\ than\ (?:the\ )?(?:\w+\ )?
        (?:limit|max|maximum|min|minimum|permitted|allowed)
      | (?:one|a\ \w+)\ short | falls\ (?:\w+\ )?short
      | attempt(?:s|ed|ing)?\ to | non-?existent | unregistered
      | missing\ (?:mandatory|required)
      | without\ (?:permission|access|authori[sz]ation|login|logging|signing)
      | (?:blank|empty)\ (?:\w+\ )?(?:fields?|form|input|title|name|password|username|e-?mail)
    """
)
"""What a title promises a refusal by, beside the words of an oracle."""

_TITLE_SUCCESS = re.compile(
    rf"""\b(?:
        success(?:ful|fully)? | succeeds? | accepts? | allows? | permits? | qualif(?:ies|y)
      | (?:is|are|be|gets?)\ (?!archived|cancelled|cleared|deleted|merged|removed)(?:still\ |\w+ly\ )?{_DONE}
    )\b""",
    re.VERBOSE,
)
"""What a title promises a success by; of what was deleted an error often tells."""


class Reading(NamedTuple):
    """What a text was read as, and the words that tell."""

    outcome: Outcome
    span: tuple[int, int] | None = None


@lru_cache(maxsize=_TEXTS_KEPT)
def read_oracle(oracle: str) -> Reading:
    """How an expected result ends."""
    lower = _lower(oracle)
    alarm = _FALSE_ALARM.search(lower)
    plain = _FALSE_ALARM.sub(_blank, lower) if alarm else lower
    if sign := _REFUSAL.search(plain) or _told(plain):
        return Reading(Outcome.REFUSAL, sign.span())
    if sign := _success(plain, _SUCCESS):
        return Reading(Outcome.SUCCESS, sign.span())
    if alarm and not alarm["neutral"]:
        return Reading(Outcome.SUCCESS, alarm.span())
    sign = _NO_EFFECT.search(plain)
    if sign and not _CLAUSE_END.search(plain, 0, sign.start()):
        return Reading(Outcome.REFUSAL, sign.span())
    return Reading(Outcome.UNKNOWN)


@lru_cache(maxsize=_TEXTS_KEPT)
def read_title(title: str) -> Reading:
    """How a case is meant to end by its title."""
    plain = _FALSE_ALARM.sub(_blank, _lower(title))
    if sign := _REFUSAL.search(plain) or _TITLE_REFUSAL.search(plain):
        return Reading(Outcome.REFUSAL, sign.span())
    if sign := _success(plain, _TITLE_SUCCESS):
        return Reading(Outcome.SUCCESS, sign.span())
    return Reading(Outcome.UNKNOWN)


def expects_refusal(case: TestCase) -> bool:
    """Whether the case ends in a refusal: by its oracle, and by its title where the oracle does not tell."""
    outcome = read_oracle(case.expected_result).outcome
    if outcome is Outcome.UNKNOWN:
        outcome = read_title(case.title).outcome
    return outcome is Outcome.REFUSAL


def _lower(text: str) -> str:
    """The text in lower case; spans in it are spans in the text."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _told(oracle: str) -> re.Match[str] | None:
    """The first quoted message that tells the user what to do instead."""
    for message in _QUOTED.finditer(oracle):
        text = message[message.lastindex or 0]
        if _TOLD.search(text) or (text.endswith((".", "!")) and _TOLD_IN_FULL.search(text)):
            return message
    return None


def _success(text: str, words: re.Pattern[str]) -> re.Match[str] | None:
    return next(
        (match for match in words.finditer(text) if not _NEGATION.search(text, 0, match.start())), None
    )
