"""What a judge is asked, and how a score follows from its answers.

The score of a criterion is computed, never asked for:

    score = 1 + 4 × (questions that hold) / (questions)      and at most 3 where a decisive one does not hold

A question holds when it is answered with yes and the evidence is a quote from the story or the suite. A
decisive question is one without which the suite fails the criterion, however good the rest is.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple

from casewright.records.judgements import JUDGED_SCALE, Answer, JudgeCriterion

CAP = 3.0
"""The most that a criterion gets whose decisive questions do not all hold."""


class Question(NamedTuple):
    """One question, to which yes is the good answer."""

    key: str
    """What it is called towards the judge: says nothing, and sorts in the order in which it is asked."""
    name: str
    criterion: JudgeCriterion
    text: str
    decisive: bool


_ASKED: dict[JudgeCriterion, tuple[tuple[str, bool, str], ...]] = {
    JudgeCriterion.RELEVANCE: (
        ("feature", True, "Is every test case about the feature that the story asks for, and none about "
         "another one?"),
        ("nothing_invented", True, "Is every test case free of roles, systems, limits and features that "
         "neither the story nor its criteria mention or need?"),
        ("role", False, "Is every test case carried out by the role in the story, or by one that the story "
         "is also about?"),
        ("purpose", False, "Would every test case, if it failed, show that the story is not fulfilled?"),
        ("titles", False, "Does every title say which part of the story is tried out?"),
    ),
    JudgeCriterion.COMPLETENESS: (
        ("main_path", True, "Is there a test case that reaches what the story is for by its normal way?"),
        ("refusal", True, "Is there a test case in which something wrong, missing or forbidden is refused?"),
        ("limits", True, "Is there a test case at a limit or in a rare state: empty, first, last, repeated, "
         "interrupted?"),
        ("criteria", False, "Is every acceptance criterion checked by some test case? Where there is none: "
         "every part of the wish in the story?"),
        ("nothing_twice", True, "Does every test case try out something that no other one does?"),
    ),
    JudgeCriterion.PRECONDITION_QUALITY: (
        ("present", True, "Does every test case say what has to exist or hold before its first step?"),
        ("specific", True, "Do the preconditions name the data, account or setting that is meant, more than "
         "that a user is logged in or the system runs?"),
        ("states", False, "Is every precondition a state and none an action to carry out?"),
        ("sufficient", False, "Could a tester begin every test case with nothing set up but its "
         "preconditions?"),
        ("consistent", False, "Are all preconditions free of contradictions to each other and to the steps?"),
    ),
    JudgeCriterion.STEP_SPECIFICITY: (
        ("one_action", True, "Is every step one action that a tester can carry out without asking back, and "
         "none of them two actions or a check of the result?"),
        ("values", True, "Does every step that enters or chooses something give the value?"),
        ("elements", False, "Does every step name the page, field, button or item that it acts on?"),
        ("order", True, "Can the steps of every test case be carried out in the order in which they stand?"),
        ("whole", True, "Do the steps of every test case lead up to its expected result, and to one thing "
         "only?"),
    ),
    JudgeCriterion.RESULT_CLARITY: (
        ("observable", True, "Does every expected result name something that can be seen: a message, a "
         "value, a count, a state?"),
        ("follows", True, "Does every expected result fit the title, the type and the steps of its own test "
         "case, and contradict no other test case?"),
        ("decidable", True, "Would two testers who see the same screen agree whether the result is met, and "
         "could it also not be met?"),
        ("adds", False, "Does every expected result say more than its last step does?"),
        ("unchanged", False, "Where something is refused, does the result say with which message, or what "
         "stays as it was?"),
    ),
}  # fmt: skip


def _questions() -> tuple[Question, ...]:
    rows = [(criterion, row) for criterion, asked in _ASKED.items() for row in asked]
    return tuple(
        Question(f"q{number:02d}", f"{criterion}.{name}", criterion, text, decisive)
        for number, (criterion, (name, decisive, text)) in enumerate(rows, start=1)
    )


QUESTIONS: tuple[Question, ...] = _questions()


def criterion_scores(answers: Sequence[Answer]) -> dict[JudgeCriterion, float]:
    """The score of every criterion, 1 to 5; a question without an answer does not hold."""
    holding = {answer.question for answer in answers if answer.counts}
    return {criterion: _score(criterion, holding) for criterion in JudgeCriterion}


def _score(criterion: JudgeCriterion, holding: set[str]) -> float:
    asked = [question for question in QUESTIONS if question.criterion is criterion]
    lowest, highest = JUDGED_SCALE
    score = lowest + (highest - lowest) * sum(one.name in holding for one in asked) / len(asked)
    decided = all(one.name in holding for one in asked if one.decisive)
    return score if decided else min(score, CAP)


CHECKLIST_HASH = hashlib.sha256(json.dumps([*QUESTIONS, CAP]).encode()).hexdigest()
"""Another checklist is another judge."""
