"""`flow_score`: steps in an order in which they can be carried out, told without a reference.

A tester enters the product, opens a page, enters something, sends it off, and looks. Steps that are out of
order show it: a page is opened after it was worked on, what was entered is never sent off, a dialogue is
answered before anything opened it. Two steps that can as well be swapped are no fault.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from casewright.actions import Action, Stage, read_action
from casewright.analysis import CaseText, Sentence, StoryText, SuiteText
from casewright.scorers.scorer import CaseScorer, Finding

_SURE = 0.4
"""What a fault takes from a case."""
_LIKELY = 0.25
"""What an order takes that is odd, but possible."""

_ELSEWHERE = re.compile(
    r"""\b(?:second|another|new|other|private|different|separate|incognito|both)\b
    |\b(?:browser|tab|session|window|agent|device|admin|user)\s+[a-z0-9]\b
    |\b(?:on|from)\s+(?:the|an?|his|her|your)\s+(?:phone|laptop|tablet|mobile|desktop)|\bback\s+office\b""",
    re.VERBOSE,
)
"""A step at another place than the one before."""
_AT_PATH = re.compile(r"\b(?:on|at|in|from)\s+(?:the\s+page\s+)?[\"“'`]?(?:/|https?:)")
"""A step or a precondition that says on which page it is."""
_STANDING = re.compile(
    r"""\bopen(?:ed)?\b(?!\s+(?:orders?|issues?|requests?|tickets?|invoices?|tasks?|returns?)\b)|\bon\s+screen\b
    |\b(?:page|form|screen|tabs?|browsers?|window|dialog(?:ue)?|report|wizard|laptop|phone|tablet)\b[^.;]*
     \b(?:shows?|displays?|holds?|reads?|lists?)\b
    |\bis\s+(?:shown|displayed)\b|\b(?:entered|selected|applied)\b
    |\b(?:is|are)\s+(?:already\s+)?(?:on|at|in)\s+the\b.*\b(?:page|screen|form|view|step)\b""",
    re.VERBOSE,
)
"""A precondition under which the tester already stands on a page."""
_BACK = re.compile(
    r"""\A\W*(?:then|next|finally|lastly|after\s+that|afterwards)\b|\A\s*\S+\s+(?:it|them)\b
    |\b(?:again|once\s+more|(?:a|the)\s+(?:second|third)\s+time|repeat|previous(?:ly)?|resulting|returned
     |within\s+the\s+same)\b""",
    re.VERBOSE,
)
"""Words that point back to a step before."""
_ANSWER = re.compile(
    r"\b(?:dialog(?:ue)?|pop-?up|modal|prompt|confirmation|results?|(?:error|success)\s+message|suggestions?)\b"
)
"""What the product shows in answer to a step."""
_WAITS = frozenset(
    ["wait", "observe", "verify", "check", "notice", "ensure", "see", "watch", "validate", "let"]
)
_UNFOLDS = frozenset(["open", "expand", "unfold", "show"])
_WORK = frozenset([Stage.INPUT, Stage.COMMIT, Stage.ACT])
_DOES = frozenset([Stage.COMMIT, Stage.ACT, Stage.LOOK])
_LEAVES = frozenset([Stage.OPEN, Stage.START])
_SHOWS = frozenset([Stage.OPEN, Stage.COMMIT, Stage.LOOK])


class _Step(NamedTuple):
    text: Sentence
    action: Action
    elsewhere: bool

    @property
    def stage(self) -> Stage:
        return self.action.stage

    @property
    def reloads(self) -> bool:
        return self.action.verb in ("reload", "refresh")


class _Fault(NamedTuple):
    cost: float
    reason: str


def _rate(_: StoryText, __: SuiteText, case: CaseText) -> Finding:
    if len(case.steps) == 1:
        return Finding(1.0)
    steps = [
        _Step(text, read_action(text.text), bool(_ELSEWHERE.search(text.unquoted))) for text in case.steps
    ]
    standing = any(
        _STANDING.search(text.unquoted) or _AT_PATH.search(text.text) for text in case.preconditions
    )
    faults = [
        *_too_early(steps[0], case, standing),
        *_late_entries(steps, standing),
        *_wasted_pages(steps),
        *_unsent(steps),
        *_late_causes(steps),
        *_unseen(steps),
    ]
    if not faults:
        return Finding(1.0)
    return Finding(max(0.0, 1 - sum(fault.cost for fault in faults)), max(faults).reason)


def _too_early(first: _Step, case: CaseText, standing: bool) -> Iterator[_Fault]:
    """A first step that needs one before it."""
    text, action, _ = first
    answer = _ANSWER.search(text.unquoted)
    if _BACK.search(text.unquoted):
        yield _Fault(_SURE, "step 1 points back to a step before it")
    elif answer and not any(answer[0] in given.lower for given in case.preconditions):
        yield _Fault(_SURE, f'step 1 speaks of a "{answer[0]}" before anything was done')
    if action.stage is Stage.LOOK:
        goes_back = text.quoted and text.quoted[0].casefold() == "back"
        if action.verb in _WAITS or goes_back or not standing:
            yield _Fault(_SURE, "step 1 looks before anything was done")


def _late_entries(steps: Sequence[_Step], standing: bool) -> Iterator[_Fault]:
    """A step that enters the product, or the first page of it, after it was worked on."""
    worked = False
    entered = standing
    for i, step in enumerate(steps, start=1):
        if step.stage in _LEAVES:
            if worked and not step.elsewhere and (step.stage is Stage.START or not entered):
                yield _Fault(_SURE, f"step {i} opens what was worked on before it")
            entered = True
        elif _AT_PATH.search(step.text.text):
            entered = True
        elif step.stage is not Stage.SETTING and step.action.verb and not step.elsewhere:
            worked = True


def _wasted_pages(steps: Sequence[_Step]) -> Iterator[_Fault]:
    """A page that is opened by its address and left for another before anything was done on it."""
    for i, (one, other, after) in enumerate(zip(steps, steps[1:], steps[2:], strict=False), start=1):
        both_open = one.stage is Stage.OPEN and other.stage is Stage.OPEN and not other.elsewhere
        if both_open and after.stage in _WORK and one.text.quoted and other.text.quoted:
            yield _Fault(_LIKELY, f"step {i + 1} leaves the page that step {i} opened for nothing")


def _unsent(steps: Sequence[_Step]) -> Iterator[_Fault]:
    """Input that is left before it is sent off, or that comes after all was sent off."""
    sends = [step.stage is Stage.COMMIT for step in steps]
    if not any(sends):
        return
    pending: int | None = None
    for i, step in enumerate(steps):
        if step.stage is Stage.INPUT:
            pending = i
        elif step.stage is Stage.COMMIT:
            pending = None
        elif pending is not None and not step.elsewhere and (step.stage in _LEAVES or step.reloads):
            yield _Fault(_SURE, f"step {i + 1} leaves before what step {pending + 1} enters is sent off")
            pending = None
    if pending is not None and any(sends[:pending]):
        yield _Fault(_SURE, f"nothing sends off what step {pending + 1} enters")


def _late_causes(steps: Sequence[_Step]) -> Iterator[_Fault]:
    """A thing that is used before the step that brings it about."""
    for i, (text, action, _) in enumerate(steps[1:], start=1):
        label = text.quoted[0] if text.quoted else ""
        before = [earlier.text for earlier in steps[:i]]
        unfolds = label and action.stage is Stage.ACT and action.verb in _UNFOLDS
        if unfolds and any(label in earlier.quoted for earlier in before):
            yield _Fault(_SURE, f'step {i + 1} opens "{label}" after it was used')
        if unfolds or action.stage not in _DOES or not action.verb:
            continue
        done = {*_participles(action.verb), *_participles(label.split(" ")[0].lower())}
        if any(not done.isdisjoint(earlier.unquoted.split()) for earlier in before):
            yield _Fault(_SURE, f"step {i + 1} does what an earlier step takes as done")


def _participles(verb: str) -> tuple[str, ...]:
    if not verb:
        return ()
    if verb.endswith("e"):
        return (verb + "d",)
    return (verb + "ed", verb[:-1] + "ied") if verb.endswith("y") else (verb + "ed",)


def _unseen(steps: Sequence[_Step]) -> Iterator[_Fault]:
    """A last step that only changes a figure, where the others show something."""
    if steps[-1].stage is Stage.SETTING and any(step.stage in _SHOWS for step in steps):
        yield _Fault(_LIKELY, f"nothing shows what step {len(steps)} changes")


SCORER = CaseScorer("flow_score", _rate)
