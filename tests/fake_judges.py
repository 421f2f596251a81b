"""Judges on the fake Ollama server: scripted, with error rates that are known, for they are told the truth.

A judge reads the messages like a real one. What it would have to understand is looked up: `Truth` knows of
every suite which criterion it is damaged in.
"""

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from casewright.judge.checklist import QUESTIONS
from casewright.judge.prompt import load_judge_prompt
from casewright.judge.trials import Trial
from casewright.records.judgements import JudgeCriterion
from tests.builders import ROOT
from tests.fake_models import Behaviour, Call

Suite = tuple[str, ...]
"""The cases of a suite as text, in the order shown."""
Passing = Callable[[Suite, JudgeCriterion, random.Random], bool]
"""Whether a judge lets a suite pass by a criterion."""

_CASE = re.compile(r"^### Test case \d+ ", re.MULTILINE)


def shown_in(content: str) -> Suite:
    """The cases in a user message."""
    _, *cases = _CASE.split(content.rpartition("Answer all questions")[0])
    return tuple(case.strip() for case in cases)


def story_shown_in(content: str) -> str:
    """The story in a user message."""
    return content.partition("User story:\n")[2].partition("\n")[0]


@dataclass
class Truth:
    """What is known of suites."""

    damage: dict[frozenset[str], JudgeCriterion | None] = field(default_factory=dict)
    good_cases: set[str] = field(default_factory=set)
    """Cases of references, as text."""

    @classmethod
    def of(cls, trials: Iterable[Trial]) -> "Truth":
        """What the trials know."""
        truth, prompt = cls(), load_judge_prompt(ROOT / "prompts")
        for trial in trials:
            suite = shown_in(prompt.messages(trial.exhibit.story, trial.exhibit.cases)[-1].content)
            truth.damage[frozenset(suite)] = trial.criterion
            if trial.criterion is None:
                truth.good_cases |= set(suite)
        return truth

    def damaged(self, suite: Suite) -> JudgeCriterion | None:
        """The criterion that a suite is damaged in; a suite that is not known is good."""
        return self.damage.get(frozenset(suite))


def with_rates(truth: Truth, tpr: float, tnr: float) -> Passing:
    """A judge that passes so many of the good suites and notices so many of the damaged ones.

    It says the same of a suite each time.
    """

    def passing(suite: Suite, criterion: JudgeCriterion, _: random.Random) -> bool:
        chance = random.Random(hashlib.sha256(json.dumps([sorted(suite), criterion]).encode()).digest())
        return chance.random() < (1 - tnr if truth.damaged(suite) is criterion else tpr)

    return passing


def first_case_only(truth: Truth) -> Passing:
    """A judge that looks at the case that is shown first, and at no other."""
    return lambda suite, *_: suite[0] in truth.good_cases


def coin(_suite: Suite, _criterion: JudgeCriterion, chance: random.Random) -> bool:
    """A judge that has not looked."""
    return chance.random() < 0.5


def judging(passing: Passing, *, quoting: bool = True) -> Behaviour:
    """A model that judges so, in the form that is asked for; `quoting`: with evidence that is there."""

    def behave(call: Call) -> None:
        call.say(judge_text(call.body, passing, quoting=quoting), slices=4)
        call.done()

    return behave


def judge_text(body: dict[str, Any], passing: Passing, *, quoting: bool = True) -> str:
    """A whole answer: every question of a criterion is answered alike."""
    content = next(message["content"] for message in body["messages"] if message["role"] == "user")
    suite, seed = shown_in(content), (body.get("options") or {}).get("seed")
    chance = random.Random(hashlib.sha256(f"{seed}{content}".encode()).digest())
    passed = {criterion: passing(suite, criterion, chance) for criterion in JudgeCriterion}
    evidence = story_shown_in(content)[:120].rsplit(" ", 1)[0] if quoting else "The suite is fine by me."
    return json.dumps(
        {
            one.key: {"evidence": evidence, "verdict": "yes" if passed[one.criterion] else "no"}
            for one in QUESTIONS
        }
    )


def broken(share: float, passing: Passing) -> Behaviour:
    """A judge that answers so many of the suites with half a JSON object, however often it is asked."""

    def behave(call: Call) -> None:
        content = call.body["messages"][1]["content"]
        text = judge_text(call.body, passing)
        unlucky = random.Random("".join(sorted(shown_in(content)))).random() < share
        call.say(text[: len(text) // 2] if unlucky else text)
        call.done()

    return behave
