"""Damage in other words, kept from those who wrote the rules until the rules were done.

The kinds are those of `casewright.sabotage` that consist of phrases. A rule that had learnt those by heart
would fall off here. Once a rule was changed because of a phrase below, that phrase is fresh no more.
"""

from collections.abc import Callable
from random import Random

from casewright.records import CaseType, TestCase
from casewright.sabotage import SABOTAGES, Sabotage
from casewright.sabotage.sabotage import changed, cut, in_some_cases, small

_EMPTY = (
    "Finished.",
    "See title",
    "...",
    "none",
    "As above",
    "The last step is executed.",
    "Test completed",
    "Will be specified later",
    "(expected result)",
    "Not applicable",
    "Step 2 is done.",
    "Refer to the acceptance criteria.",
)
_VAGUE = (
    "It all goes well.",
    "The user achieves their goal.",
    "The request has been taken care of.",
    "The outcome matches what was asked for",
    "The software acts in line with expectations.",
    "User experience is smooth and intuitive",
    "The result is what one would hope for.",
    "There are no issues.",
    "The system does the right thing here.",
    "The task is accomplished",
    "The screen looks good.",
    "Relevant information becomes available to the user.",
    "The flow is finished in a satisfactory manner",
    "The system takes the necessary measures.",
    "The problem is communicated clearly to the person.",
    "A helpful hint is given.",
    "An error is displayed.",
    "The invalid attempt is managed well",
    "The system should respond normally.",
    "The data is right",
    "Functionality is confirmed to be OK.",
    "The update was successful.",
    "The user is notified accordingly.",
    "The action has the intended effect.",
)
_OPEN = (
    "{oracle}, unless it does not",
    "{oracle}, alternatively a warning comes up",
    "Maybe {small}",
    "{oracle} - or the page stays as it is",
    "In most cases {small}",
    "{oracle} (or an equivalent reaction)",
    "Depending on the browser, {small}",
    "{oracle}, otherwise an exception is thrown",
    "Normally {small}, but a failure is acceptable too",
    "{oracle} where applicable",
)
_STEPS = (
    "Get everything ready",
    "Do the thing",
    "Go ahead with the main flow",
    "Enter information",
    "Run through the scenario from start to end",
    "Choose one of the options",
    "Play around with the settings",
    "Apply the change in question",
    "Execute the needed commands",
    "Use valid input",
    "Move on to the next part",
    "Do the same again for other cases",
    "Put in whatever is asked for",
    "Navigate to where it happens",
    "Act as the user would",
    "Trigger the behaviour",
    "Deal with the dialog",
    "Wrap up",
)
_CHECKS = (
    "Verify {what}",
    "Double-check that {what}",
    "Review if {what}",
    "Inspect that {what}",
    "Ascertain that {what}",
    "Be certain that {what}",
    "Note that {what}",
    "Compare with the expected outcome: {what}",
    "Expect that {what}",
    "Is it true that {what}?",
)
_GIVEN = (
    "The customer is signed in",
    "The website is working",
    "Everything is ready",
    "A supported device is used",
    "The tester has credentials",
    "Network is stable",
    "Data has been prepared",
    "App installed and started",
    "The server is running",
    "The user has an account with sufficient rights",
    "The module is available",
    "Standard configuration",
    "Preconditions of the previous test apply",
    "No special conditions",
    "System is in its normal state",
    "The person is registered",
)
_REFUSED = (
    'The attempt is turned down: "Operation cancelled by the system." and all stays as before.',
    "The response has status 422 and the number of entries is unchanged.",
    'The dialog says "You lack the right to do that." and closes without saving.',
    'The page jumps back to the start with "Session invalid." and nothing has been stored.',
    "The control is greyed out and cannot be used.",
    '"Error 17" is displayed and the previous value is restored.',
    'The upload is blocked; the log has the entry "rejected".',
)
_ACCEPTED = (
    'The entry is stored; "Completed successfully!" is displayed and the total is one higher.',
    "The response has status 204 and the record is changed.",
    'The dialog closes and the list begins with the new entry, marked "Active".',
    'The system lets the user in and opens "/home".',
    'The value is taken over and "Thanks, all set." is shown.',
    "The download starts and the file contains the data.",
    'The order moves on to "Approved" and a receipt is sent.',
)


def _with_oracle(phrases: tuple[str, ...]) -> Callable[[TestCase, Random], TestCase]:
    def change(case: TestCase, rng: Random) -> TestCase:
        whole = cut(case.expected_result.rstrip("."), 500)
        text = rng.choice(phrases).replace("{oracle}", whole).replace("{small}", small(whole))
        return changed(case, expected_result=text)

    return change


def _steps(case: TestCase, rng: Random) -> TestCase:
    return changed(case, steps=rng.sample(_STEPS, len(case.steps)))


def _checking(case: TestCase, rng: Random) -> TestCase:
    what = cut(small(case.expected_result.rstrip(".")), 250)
    return changed(case, steps=[*case.steps[:11], rng.choice(_CHECKS).replace("{what}", what)])


def _given(case: TestCase, rng: Random) -> TestCase:
    return changed(case, preconditions=rng.sample(_GIVEN, max(1, len(case.preconditions))))


def _swapped(case: TestCase, rng: Random) -> TestCase:
    phrases = _REFUSED if case.type is CaseType.POSITIVE else _ACCEPTED
    return changed(case, expected_result=rng.choice(phrases))


def _has_an_opposite(case: TestCase) -> bool:
    return case.type in (CaseType.POSITIVE, CaseType.NEGATIVE)


_AGAIN = {
    "drop_oracle": in_some_cases(_with_oracle(_EMPTY)),
    "vague_oracle": in_some_cases(_with_oracle(_VAGUE)),
    "open_oracle": in_some_cases(_with_oracle(_OPEN)),
    "swap_polarity": in_some_cases(_swapped, _has_an_opposite),
    "vague_steps": in_some_cases(_steps),
    "verify_in_steps": in_some_cases(_checking),
    "generic_preconditions": in_some_cases(_given),
}

FRESH = tuple(
    Sabotage(kind.name, kind.harm, kind.caught_by, kind.criterion, _AGAIN[kind.name])
    for kind in SABOTAGES
    if kind.name in _AGAIN
)
"""Kinds of damage under the names of their first wording."""
