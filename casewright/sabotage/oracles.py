"""Oracles that say nothing: left out, vague, or open to either outcome."""

import re
from random import Random

from casewright.records import CaseType, TestCase
from casewright.sabotage.sabotage import Sabotage, changed, cut, in_some_cases, small

_EMPTY = (
    "Done.",
    "The test ends here.",
    "N/A",
    "See the steps above.",
    "TBD",
    "-",
    "Pass",
    "OK",
    "To be defined by the team",
    "As in the requirement",
    "End of test",
    "The scenario is complete.",
    "Expected result",
    "The steps have been carried out.",
)

_SUBJECTS = (
    "The system",
    "The application",
    "Everything",
    "The feature",
    "The page",
    "The functionality",
    "The process",
    "The whole flow",
    "The operation",
)
_PRAISES = (
    "works as expected",
    "works fine",
    "behaves as it should",
    "functions properly",
    "responds in the right way",
    "does what it is supposed to do",
    "gives the correct result",
    "runs without any problems",
    "reacts appropriately",
    "meets the requirements",
    "performs as intended",
    "is in a good state afterwards",
    "completes successfully",
    "delivers the desired outcome",
)
_GOOD = (
    "User is able to complete the action successfully",
    "The request is processed successfully and the user is happy with the result.",
    "The correct information is displayed",
    "The data is handled properly.",
    "No errors occur",
    "Everything is updated accordingly.",
    "The user can proceed without issues",
    "The expected output is produced.",
    "The user sees the right result.",
    "Changes take effect correctly",
    "The outcome is satisfactory.",
    "All relevant details are shown to the user as appropriate",
    "The user gets suitable feedback and can carry on.",
)
_BAD = (
    "The system shows an appropriate error message",
    "The user is informed about the problem in a suitable way.",
    "The input is handled gracefully",
    "A proper warning appears.",
    "The system prevents the action and gives feedback",
    "The user receives a meaningful notification",
    "The situation is dealt with as required.",
    "The system reacts correctly to the invalid input.",
    "Some kind of error is raised",
    "The system does not allow this and tells the user why",
)
_LIMIT = (
    "The system handles the limit correctly",
    "The edge case is treated properly.",
    "The application remains stable and usable",
    "The system responds as specified.",
    "The behaviour is consistent with the requirements",
    "The boundary is respected as expected.",
    "The system copes with the unusual situation",
)
_NAMED = (
    '"{label}" works correctly.',
    '"{label}" does what it is meant to do',
    'The action behind "{label}" is successful.',
    'The user can use "{label}" without problems',
    '"{label}" is handled properly by the system.',
)

_OPEN = (
    "{oracle} or an error is shown",
    "{oracle}, or nothing happens",
    "Either {oracle}, or the request is turned down",
    "{oracle} if the system supports it",
    "Possibly {oracle}",
    "{oracle}, depending on the configuration",
    "{oracle}, or the user is asked to try again",
    "It should probably be that {oracle}",
    "{oracle} and/or a notice appears, whichever is implemented",
    "{oracle} or similar",
    "Ideally {oracle}; otherwise the former state may stay",
)

_LABEL = re.compile(r"\"([A-Za-z][^\"]{1,30})\"")


def _dropped(case: TestCase, rng: Random) -> TestCase:
    """Every third oracle only repeats what was done last, or the title."""
    repeated = rng.choice([case.steps[-1], case.title])
    return changed(case, expected_result=repeated if rng.random() < 1 / 3 else rng.choice(_EMPTY))


def _vague(case: TestCase, rng: Random) -> TestCase:
    labels = _LABEL.findall(" ".join(case.steps))
    kind = {CaseType.POSITIVE: _GOOD, CaseType.NEGATIVE: _BAD}.get(case.type, _LIMIT)
    ways = ["made", "kind", *(["named"] if labels else [])]
    way = rng.choice(ways)
    if way == "made":
        text = f"{rng.choice(_SUBJECTS)} {rng.choice(_PRAISES)}{rng.choice(['', '.'])}"
    elif way == "kind":
        text = rng.choice(kind)
    else:
        text = rng.choice(_NAMED).format(label=rng.choice(labels))
    return changed(case, expected_result=text)


def _opened(case: TestCase, rng: Random) -> TestCase:
    form = rng.choice(_OPEN)
    oracle = cut(case.expected_result.rstrip("."), 500)
    text = form.replace("{oracle}", oracle if form.startswith("{") else small(oracle))
    return changed(case, expected_result=f"{text}.")


SABOTAGES = (
    Sabotage(
        "drop_oracle",
        "the expected result becomes an empty phrase, or repeats the last step or the title",
        ("oracle_score",),
        "result_clarity",
        in_some_cases(_dropped),
    ),
    Sabotage(
        "vague_oracle",
        "the expected result only says that all is well, or that something suitable happens",
        ("oracle_score",),
        "result_clarity",
        in_some_cases(_vague),
    ),
    Sabotage(
        "open_oracle",
        "the expected result allows for another outcome, so that the case cannot fail",
        ("oracle_score",),
        "result_clarity",
        in_some_cases(_opened),
    ),
)
