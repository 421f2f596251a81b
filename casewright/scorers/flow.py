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
from casewright.verbs import CLICKS

_SURE = 0.4
"""What a fault takes from a case."""
_LIKELY = 0.25
"""What an order takes that is odd, but possible."""

_ELSEWHERE = re.compile(
    r"""\b(?:second|another|new|other|private|different|separate|incognito|both|next|following)\b
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
    r"\b(?:dialog(?:ue)?|pop-?up|modal|prompt|confirmation|search\s+results?|(?:error|success)\s+message)\b"
)
"""What the product shows in answer to a step."""
_CHECKS = frozenset(["observe", "verify", "check", "notice", "ensure", "see", "watch", "validate", "assert"])
_WAITS = frozenset(["wait", "let"])
_HANDLES = CLICKS | {"scroll", "expand", "hover", "drag", "swipe", "submit"}
"""Verbs that are done to a page that is open."""
_ENDS = re.compile(r"\b(?:log|sign)[\s-]*(?:out|off)\b|\b(?:close|restart|exit|quit)\b")
"""After this the product may be entered again."""
_UNFOLDS = frozenset(["open", "expand", "unfold", "show"])
_WORK = frozenset([Stage.INPUT, Stage.COMMIT, Stage.ACT])
_DOES = frozenset([Stage.COMMIT, Stage.ACT, Stage.LOOK])
_LEAVES = frozenset([Stage.OPEN, Stage.START])
_SHOWS = frozenset([Stage.OPEN, Stage.COMMIT, Stage.LOOK])


class _Step(NamedTuple):
    text: Sentence
    action: Action
    stage: Stage

    @property
    def elsewhere(self) -> bool:
        return bool(_ELSEWHERE.search(self.text.unquoted))

    @property
    def reloads(self) -> bool:
        return self.action.verb in ("reload", "refresh")


class _Fault(NamedTuple):
    cost: float
    reason: str


def _rate(_: StoryText, __: SuiteText, case: CaseText) -> Finding:
    if len(case.steps) == 1:
        return Finding(1.0)
    actions = [read_action(text.text) for text in case.steps]
    steps = [_Step(text, action, action.stage) for text, action in zip(case.steps, actions, strict=True)]
    faults = [
        *_too_early(steps[0], case),
        *_unasked(steps, case),
        *_late_entries(steps, case),
        *_wasted_pages(steps),
        *_unsent(steps),
        *_unfolded_late(steps),
        *_done_late(steps, case),
        *_unseen(steps),
    ]
    if not faults:
        return Finding(1.0)
    return Finding(max(0.0, 1 - sum(fault.cost for fault in faults)), max(faults).reason)


def _standing(case: CaseText) -> bool:
    """Whether the tester already stands on a page when the case begins."""
    return any(_AT_PATH.search(text.text) or _STANDING.search(text.unquoted) for text in case.preconditions)


def _too_early(first: _Step, case: CaseText) -> Iterator[_Fault]:
    """A first step that needs one before it."""
    text, action, stage = first
    if _BACK.search(text.unquoted):
        yield _Fault(_SURE, "step 1 points back to a step before it")
    if stage is Stage.LOOK:
        if action.verb in _CHECKS or (text.quoted and text.quoted[0].casefold() == "back"):
            yield _Fault(_SURE, "step 1 looks at what was done before anything was done")
        elif action.verb in _WAITS or not _standing(case):
            yield _Fault(_LIKELY, "step 1 looks or waits before anything was done")


def _unasked(steps: Sequence[_Step], case: CaseText) -> Iterator[_Fault]:
    """A step on what the product shows in answer to another, before anything was done."""
    for i, (text, _, stage) in enumerate(steps, start=1):
        if stage in _LEAVES or stage is Stage.SETTING:
            continue
        answer = _ANSWER.search(text.unquoted)
        if answer and not any(answer[0] in given.lower for given in case.preconditions):
            yield _Fault(_SURE, f'step {i} speaks of a "{answer[0]}" before anything was done')
        return


def _late_entries(steps: Sequence[_Step], case: CaseText) -> Iterator[_Fault]:
    """A step that enters the product, or the first page of it, after it was worked on."""
    if _LEAVES.isdisjoint([step.stage for step in steps[1:]]):
        return
    used = handled = False
    entered = _standing(case)
    for i, step in enumerate(steps, start=1):
        if step.stage in _LEAVES:
            if not step.elsewhere and (used if step.stage is Stage.START else handled and not entered):
                is_last_look = i == len(steps) and step.stage is Stage.OPEN and not step.text.quoted
                cost = _LIKELY if is_last_look else _SURE
                yield _Fault(cost, f"step {i} opens what was worked on before it")
            entered = True
        elif _ENDS.search(step.text.lower):
            used = handled = False
        elif _AT_PATH.search(step.text.text):
            entered = True
        elif step.stage is not Stage.SETTING and step.action.verb and not step.elsewhere:
            used = True
            handled = handled or step.stage is Stage.INPUT or step.action.verb in _HANDLES


def _wasted_pages(steps: Sequence[_Step]) -> Iterator[_Fault]:
    """A page that is opened by its address and left for another before anything was done on it."""
    for i, (one, other, after) in enumerate(zip(steps, steps[1:], steps[2:], strict=False), start=1):
        both_open = one.stage is Stage.OPEN and other.stage is Stage.OPEN and after.stage in _WORK
        if both_open and one.text.quoted and other.text.quoted and not other.elsewhere:
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
        elif pending is not None and (step.stage in _LEAVES or step.reloads) and not step.elsewhere:
            yield _Fault(_SURE, f"step {i + 1} leaves before what step {pending + 1} enters is sent off")
            pending = None
    if pending is not None and any(sends[:pending]):
        yield _Fault(_SURE, f"nothing sends off what step {pending + 1} enters")


def _unfolded_late(steps: Sequence[_Step]) -> Iterator[_Fault]:
    """A list, a menu or a dialogue that is used before it is opened."""
    for i, (text, action, stage) in enumerate(steps):
        if action.verb in _UNFOLDS and stage is Stage.ACT and text.quoted:
            label = text.quoted[0]
            if any(label in earlier.text.quoted for earlier in steps[:i]):
                yield _Fault(_SURE, f'step {i + 1} opens "{label}" after it was used')


def _done_late(steps: Sequence[_Step], case: CaseText) -> Iterator[_Fault]:
    """Something that is taken as done ("the downloaded file") before the step that does it."""
    taken: set[str] = set()
    for i, (text, action, stage) in enumerate(steps, start=1):
        if taken and action.verb and stage in _DOES:
            label = text.quoted[0].split(" ")[0].lower() if text.quoted else ""
            done = {_participle(action.verb), _participle(label)} & taken
            if done and all(done.isdisjoint(given.words) for given in case.preconditions):
                yield _Fault(_SURE, f"step {i} does what a step before it takes as done")
        if "ed" in text.unquoted:
            taken.update(word for word in text.unquoted.split() if word.endswith("ed"))


def _participle(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    return (verb[:-1] + "i" if verb.endswith("y") else verb) + "ed"


def _unseen(steps: Sequence[_Step]) -> Iterator[_Fault]:
    """A last step that only changes a figure, where the others show something."""
    if steps[-1].stage is Stage.SETTING and any(step.stage in _SHOWS for step in steps):
        yield _Fault(_LIKELY, f"nothing shows what step {len(steps)} changes")


SCORER = CaseScorer("flow_score", _rate)
