"""Criteria: what an acceptance criterion says happens, clause by clause."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CLAUSE_END = re.compile(
    r"(?<!&lt)(?<!&gt)(?<!&amp)(?<!&quot);\s+|(?<=[.\"”])\s+(?=[A-Z/])|(?<=\.)\s+(?=[\"“])"
)
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_ENDS_WITH_MESSAGE = re.compile(r"[.!?][\"”]$")
_REFUSAL = re.compile(
    r"^(?P<subject>(?!no(?:ne|body)?\b).+?),? (?:is|are) (?:refused|rejected|denied|answered|declined)"
    r"(?: with (?P<answer>.+))?$",
    re.IGNORECASE,
)
_AND_REFUSAL = re.compile(
    r" and (?=an? [^,;]+ (?:one|ones) with [\"“])|, (?=(?:an?|any) [^,;]+ (?:is|are) refused with)",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(r"^(?:otherwise|else),? (?P<answer>.+)$", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"\b(?:cannot|can't|may not|must not|never|not (?:be )?(?:allowed|accepted|possible|saved)|no longer"
    r"|wrong|failed|invalid|incorrect|expired|error|status 4\d\d)\b",
    re.IGNORECASE,
)
_ONLY_ROLE = re.compile(r"^only (?:the )?(?:role|user|owner|admin)", re.IGNORECASE)
_CONDITION = re.compile(
    r"^(?P<condition>(?:when|whenever|while|if|for|after|during|before|once|with|without|from|on|in)"
    r" [^,\"“]+(?:[\"“][^\"”]*[\"”][^,]*)?),"
    r" (?P<outcome>(?!(?:even|and|or|which|whose|in|not) ).{8,})$",
    re.IGNORECASE,
)
_GHERKIN = re.compile(
    r"^given (?P<given>.+?),? when (?P<condition>.+?),? then (?P<outcome>.+)$", re.IGNORECASE | re.DOTALL
)
_MESSAGE = re.compile(r"[\"“](?P<message>[^\"”]{4,})[\"”]")
_CONTROL = re.compile(
    r"^(?:choosing|pressing |clicking )?[\"“](?P<control>[A-Z][^\"”.]{1,30})[\"”] (?=[a-z]+s\b)"
)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One clause of a criterion, as something to test."""

    subject: str
    """What is refused: `a longer one`; empty when the clause refuses nothing."""
    condition: str
    """When the clause holds: `when the basket is open in several tabs`; empty when always."""
    outcome: str
    """What is then to be seen."""
    is_negative: bool
    control: str
    """The button or link that the clause is about, `Update`; empty when it names none."""
    criterion: str
    """The whole criterion that the clause belongs to."""


def find_rules(criteria: Iterable[str]) -> list[Rule]:
    """The clauses of all criteria, in order."""
    return [rule for text in criteria for rule in _rules(" ".join(text.split()))]


def messages_with(criteria: Iterable[str], figure: str) -> list[str]:
    """The quoted messages that name `figure`."""
    number = re.compile(rf"(?<![\d.,]){re.escape(figure)}(?![\d,]*\d)")
    texts = (match["message"] for text in criteria for match in _MESSAGE.finditer(text))
    return [text for text in texts if number.search(text)]


def _rules(criterion: str) -> list[Rule]:
    if match := _GHERKIN.match(criterion):
        outcome = match["outcome"].strip(" .")
        condition = f"given {match['given']}, {match['condition']}"
        return [_rule(condition, outcome, bool(_NEGATIVE.search(outcome)), criterion)]
    rules: list[Rule] = []
    for clause in _clauses(criterion):
        for part in _AND_REFUSAL.split(clause):
            part = part.strip(" ,;")
            part = part if _ENDS_WITH_MESSAGE.search(part) else part.rstrip(".")
            if len(part) > 8 and not _ONLY_ROLE.match(part):
                rules.append(_clause_rule(part, criterion))
    return rules


def _clauses(criterion: str) -> list[str]:
    # A quoted message may hold sentences of its own; blanks keep every position.
    outside = _QUOTED.sub(lambda match: f'"{"_" * (len(match[0]) - 2)}{match[0][-1]}', criterion)
    ends = [match.span() for match in _CLAUSE_END.finditer(outside)]
    starts = [0, *(end for _, end in ends)]
    return [
        criterion[start:end] for start, end in zip(starts, [*(start for start, _ in ends), None], strict=True)
    ]


def _clause_rule(clause: str, criterion: str) -> Rule:
    if match := _OTHERWISE.match(clause):
        return _rule("", match["answer"], True, criterion, subject="a value outside this rule")
    if match := re.match(
        r"^(?P<subject>an? [^\"“]+ (?:one|ones)) with (?P<answer>[\"“].+)$", clause, re.IGNORECASE
    ):
        return _rule("", match["answer"], True, criterion, subject=match["subject"])
    condition, outcome = "", clause
    if match := _CONDITION.match(clause):
        condition, outcome = match["condition"], match["outcome"]
    if match := _REFUSAL.match(outcome):
        return _rule(condition, match["answer"] or outcome, True, criterion, subject=match["subject"])
    return _rule(condition, outcome, bool(_NEGATIVE.search(clause)), criterion)


def _rule(condition: str, outcome: str, is_negative: bool, criterion: str, subject: str = "") -> Rule:
    control = _CONTROL.match(outcome)
    return Rule(
        subject=subject.strip(),
        condition=condition.strip(),
        outcome=outcome.strip(),
        is_negative=is_negative,
        control=control["control"] if control else "",
        criterion=criterion,
    )
