"""From a judge's text to answers, and the schema that the text has to follow."""

import json
from typing import Any

from casewright.conversation import Read
from casewright.files import shortened
from casewright.judge.checklist import QUESTIONS, Question
from casewright.judge.evidence import Source
from casewright.records import Outcome
from casewright.records.judgements import Answer
from casewright.repair import Repaired, repair_text

LONGEST_EVIDENCE = 200
"""Characters."""

_VERDICTS = {"yes": True, "no": False, "true": True, "false": False}


def answers_schema() -> dict[str, Any]:
    """The JSON schema of an answer as a server takes it: flat, all required, all lengths bounded.

    Some servers sort keys by the alphabet: there too, `evidence` comes before `verdict`, and q01 before q02.
    """
    answer = {
        "type": "object",
        "properties": {
            "evidence": {"type": "string", "maxLength": LONGEST_EVIDENCE},
            "verdict": {"type": "string", "enum": ["yes", "no"]},
        },
        "required": ["evidence", "verdict"],
    }
    keys = [question.key for question in QUESTIONS]
    return {"type": "object", "properties": dict.fromkeys(keys, answer), "required": keys}


def read_answers(text: str, source: Source) -> Read[tuple[Answer, ...]]:
    """The answers in `text`, one to every question, each checked for its evidence."""
    try:
        found: Repaired | None = Repaired(json.loads(text), ())
    except (ValueError, RecursionError):
        found = repair_text(text)
    if found is None:
        return Read(Outcome.NOT_JSON, problem=f"not JSON; got {shortened(text)!r}")
    if not isinstance(found.value, dict):
        return Read(Outcome.SCHEMA_VIOLATION, problem=f"not an object; got {shortened(text)!r}")
    answers = []
    for question in QUESTIONS:
        answer = _answer(question, found.value.get(question.key), source)
        if isinstance(answer, str):
            return Read(Outcome.SCHEMA_VIOLATION, problem=f"{question.key}: {answer}")
        answers.append(answer)
    return Read(Outcome.OK, tuple(answers), repairs=found.repairs)


def _answer(question: Question, value: Any, source: Source) -> Answer | str:
    """The answer to one question, or what is wrong with it."""
    if not isinstance(value, dict):
        return f"should be an object with evidence and verdict; got {shortened(repr(value))}"
    evidence, said = value.get("evidence"), value.get("verdict")
    yes = _VERDICTS.get(str(said).strip(" .").lower())
    if yes is None:
        return f"verdict: should be yes or no; got {shortened(repr(said))}"
    if not isinstance(evidence, str):
        return f"evidence: should be a quote; got {shortened(repr(evidence))}"
    return Answer(
        question=question.name,
        verdict="yes" if yes else "no",
        evidence=evidence,
        grounded=source.has(evidence),
    )
