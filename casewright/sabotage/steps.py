"""Steps that nobody can follow as they stand: vague, out of order, all in one, or checks in disguise."""

from random import Random

from casewright.records import TestCase
from casewright.sabotage.sabotage import Sabotage, changed, cut, in_some_cases, small

_FIRST = (
    "Start the application",
    "Get to the right place",
    "Prepare everything that is needed",
    "Log in and navigate to the feature",
    "Go to the relevant section",
    "Access the system",
    "Set things up as usual",
    "Begin the process",
)
_MIDDLE = (
    "Perform the action",
    "Do what is described in the story",
    "Fill in the required details",
    "Provide suitable data",
    "Use the feature in the usual way",
    "Interact with the page as needed",
    "Follow the normal procedure",
    "Try the functionality with some input",
    "Carry out the necessary operations",
    "Make the appropriate changes",
    "Attempt the operation under test",
    "Handle any prompts that come up",
    "Repeat with various values",
    "Work through the form",
)
_LAST = (
    "Finish the process",
    "Submit it",
    "Complete the task",
    "Proceed to the end",
    "Save if necessary",
    "Wait a while",
    "Continue until done",
    "Execute the test",
)
_JOINTS = (" and then ", ", then ", "; ", " and ", ", after that ", ". Next, ")
_CHECKS = (
    "Verify that {what}",
    "Check that {what}",
    "Make sure {what}",
    "Confirm that {what}",
    "Observe that {what}",
    "Ensure {what}",
    "Validate that {what}",
    "See whether {what}",
    "Assert that {what}",
    "Look if {what}",
)
_MIDWAY = (
    "Verify the page has loaded",
    "Check that the previous step worked",
    "Make sure that no error is displayed",
    "Confirm that the form is visible",
    "Ensure the entered data is accepted",
    "Observe how the system responds",
    "Check whether the button is enabled",
    "Validate the input fields",
)
_MOST_STEPS = 12


def _vague(case: TestCase, rng: Random) -> TestCase:
    """As many steps as before, so that only their words tell."""
    count = len(case.steps)
    between = rng.sample(_MIDDLE, min(len(_MIDDLE), max(0, count - 2)))
    steps = [rng.choice(_FIRST), *between, rng.choice(_LAST)] if count > 1 else [rng.choice(_MIDDLE)]
    if count == 2 and rng.random() < 1 / 2:
        steps[rng.randrange(2)] = rng.choice(_MIDDLE)
    return changed(case, steps=steps)


def _has_an_order(case: TestCase) -> bool:
    return len(set(case.steps)) > 1


def _shuffled(case: TestCase, rng: Random) -> TestCase:
    steps = list(case.steps)
    while tuple(steps) == case.steps:
        rng.shuffle(steps)
    return changed(case, steps=steps)


def _can_be_joined(case: TestCase) -> bool:
    return len(case.steps) > 1 and sum(map(len, case.steps)) + 14 * len(case.steps) <= 300


def _joined(case: TestCase, rng: Random) -> TestCase:
    text = case.steps[0].rstrip(".")
    for step in case.steps[1:]:
        text += rng.choice(_JOINTS) + small(step.rstrip("."))
    return changed(case, steps=[text])


def _has_room(case: TestCase) -> bool:
    return len(case.steps) < _MOST_STEPS


def _verifying(case: TestCase, rng: Random) -> TestCase:
    """A check of the outcome as the last step, or one on the way, or both."""
    steps = list(case.steps)
    way = rng.choice(("end", "midway", "both"))
    if way != "end":
        steps.insert(rng.randint(1, len(steps)), rng.choice(_MIDWAY))
    if way != "midway" and len(steps) < _MOST_STEPS:
        what = cut(small(case.expected_result.rstrip(".")), 250)
        steps.append(rng.choice(_CHECKS).replace("{what}", what))
    return changed(case, steps=steps)


SABOTAGES = (
    Sabotage(
        "vague_steps",
        "steps are as many as before, but say nothing that could be followed",
        ("step_score",),
        "step_specificity",
        in_some_cases(_vague),
    ),
    Sabotage(
        "shuffle_steps",
        "steps are in another order",
        ("flow_score",),
        "step_specificity",
        in_some_cases(_shuffled, _has_an_order),
    ),
    Sabotage(
        "join_steps",
        "all steps are written as one",
        ("step_score",),
        "step_specificity",
        in_some_cases(_joined, _can_be_joined),
    ),
    Sabotage(
        "verify_in_steps",
        "steps check the outcome, on the way or at the end",
        ("step_score",),
        "step_specificity",
        in_some_cases(_verifying, _has_room),
    ),
)
