"""Suites: from a story to a few test cases of each kind, ranked and numbered."""

import re

from casewright.baseline.boundaries import boundary_drafts
from casewright.baseline.criteria import Rule, find_rules
from casewright.baseline.drafts import (
    FROM_CRITERION,
    FROM_STORY,
    GENERIC,
    Draft,
    action,
    attempt,
    filled,
    start,
)
from casewright.baseline.families import Family, family_of
from casewright.baseline.goal import Goal, parse_goal
from casewright.baseline.wording import uncapital
from casewright.records import GENERATED_CASES, CaseType, Priority, TestCase, UserStory

# The most important case comes first: one or two critical, two or three high, one or two medium, one low.
_PRIORITIES = {3: "chm", 4: "chhm", 5: "chhml", 6: "chhmml", 7: "cchhmml", 8: "cchhhmml"}
# A message or a status code that stands for a whole answer.
_BARE_ANSWER = re.compile(r"^(?:[\"“][^\"”]*[.!?][\"”]|[\"“][^\"”]*[\"”]$|status \d)")
_PRIORITY = {priority.value[0]: priority for priority in Priority}


def write_cases(story: UserStory) -> tuple[TestCase, ...]:
    """Three to eight test cases for any story, the same ones every time."""
    goal = parse_goal(story.story)
    family = family_of(goal.verb, goal.phrase)
    rules = find_rules(story.acceptance_criteria)
    drafts = [
        _main(goal, family),
        *_benefit(goal),
        *_stated_rules(goal, rules),
        *boundary_drafts(goal, family, story),
        *_refusals(goal, rules),
        _misuse(goal, family, replaceable=any(rule.is_negative for rule in rules)),
        *_permission(goal),
        _edge(goal, family),
        _interruption(goal, family),
    ]
    return _numbered(_chosen(drafts))


def _chosen(drafts: list[Draft]) -> list[Draft]:
    """The most important drafts, each title once, in the order in which they were drafted."""
    unique: dict[str, Draft] = {}
    for draft in drafts:
        unique.setdefault(draft.title.casefold(), draft)
    kept = sorted(unique, key=lambda title: unique[title].rank)[: GENERATED_CASES[1]]
    return [draft for title, draft in unique.items() if title in kept]


def _numbered(drafts: list[Draft]) -> tuple[TestCase, ...]:
    by_importance = sorted(range(len(drafts)), key=lambda i: drafts[i].rank)
    priorities = dict(zip(by_importance, _PRIORITIES[len(drafts)], strict=True))
    return tuple(
        TestCase(
            id=f"TC-{i + 1:03d}",
            type=draft.type,
            title=draft.title,
            priority=_PRIORITY[priorities[i]],
            preconditions=draft.given,
            steps=draft.steps,
            expected_result=draft.expected,
            quality_score=draft.quality,
        )
        for i, draft in enumerate(drafts)
    )


def _main(goal: Goal, family: Family) -> Draft:
    """The goal reached as the story wants it."""
    oracle = family.oracle or f"The records show that {goal.phrase}."
    do = "Open the records that the process has changed" if goal.is_state else goal.phrase
    return Draft(
        type=CaseType.POSITIVE,
        rank=1,
        title=goal.headline,
        given=(filled(family.given, goal),),
        steps=(start(goal), filled(family.prepare, goal), do),
        expected=filled(oracle, goal),
        quality=FROM_STORY,
    )


def _benefit(goal: Goal) -> list[Draft]:
    """What the goal was wanted for, where that is an action too."""
    if not goal.benefit:
        return []
    draft = Draft(
        type=CaseType.POSITIVE,
        rank=6,
        title=f"Afterwards the {goal.role} can {goal.benefit}",
        given=("The sample data are in their initial state",),
        steps=(start(goal), action(goal), goal.benefit),
        expected=f"The {goal.role} can {goal.benefit}; no error message appears.",
        quality=FROM_STORY,
    )
    return [draft]


def _misuse(goal: Goal, family: Family, *, replaceable: bool) -> Draft:
    """What usually goes wrong; less important where the criteria say what is refused."""
    title, step, expected = (filled(text, goal) for text in family.bad)
    return Draft(
        type=CaseType.NEGATIVE,
        rank=7 if replaceable else 3,
        title=title,
        given=(filled(family.given, goal),),
        steps=(start(goal), step, attempt(goal)),
        expected=expected,
        quality=FROM_STORY,
    )


# By who may do it: title, precondition, steps and expected result of somebody who may not.
_STRANGERS = {
    "signed_in": (
        "Signed-out visitor cannot {goal.core}",
        "No session is open in the browser",
        ("Open the application without signing in", "Enter the address of the function directly"),
        "The sign-in page is shown",
    ),
    "own": (
        "{goal.role} cannot {goal.core} in another account",
        "Two accounts exist, each of {goal.a_role}, with data of their own",
        ("Sign in with the first account", "Enter the address that belongs to the second account"),
        "Access is denied with status 403",
    ),
    "restricted": (
        "Account without the role “{goal.role}” cannot {goal.core}",
        "An active account without the role “{goal.role}” exists",
        ("Sign in with that account", "Enter the address of the function directly"),
        "Access is denied with status 403",
    ),
}


def _permission(goal: Goal) -> list[Draft]:
    """Who must not: other accounts where data are somebody's own, other roles where a role is named."""
    if goal.is_state or goal.access == "open":
        return []
    title, given, steps, expected = _STRANGERS[goal.access]
    draft = Draft(
        type=CaseType.NEGATIVE,
        rank=4,
        title=title.format(goal=goal),
        given=(given.format(goal=goal),),
        steps=(*steps, attempt(goal)),
        expected=f"{expected}; the stored data are unchanged.",
        quality=FROM_STORY,
    )
    return [draft]


def _edge(goal: Goal, family: Family) -> Draft:
    title, given, step, expected = (filled(text, goal) for text in family.edge)
    steps = (action(goal), step) if family.edge_comes_last else (step, action(goal))
    return Draft(
        type=CaseType.EDGE_CASE,
        rank=5,
        title=title,
        given=(given,),
        steps=(start(goal), *steps),
        expected=expected,
        quality=FROM_STORY,
    )


def _interruption(goal: Goal, family: Family) -> Draft:
    """The ground gives way: the one edge that every story has."""
    if goal.is_state or not family.changes_data:
        title = f"Unavailable service is reported when {goal.thing} cannot be reached"
        given = "The service that holds the data is stopped"
        steps: tuple[str, ...] = (start(goal), attempt(goal), "Start the service again", "Reload the page")
        expected = "A message says that the service is unavailable; after the reload the data are complete."
    else:
        title = f"Lost connection leaves nothing half done: {goal.core}"
        given = "The network connection can be cut at will"
        steps = (
            start(goal),
            f"Begin to {goal.core}",
            "Cut the connection before the answer arrives",
            "Reload the page",
        )
        expected = (
            "A message reports the lost connection; after the reload the stored data are as they were before."
        )
    return Draft(
        type=CaseType.EDGE_CASE,
        rank=8,
        title=title,
        given=(given,),
        steps=steps,
        expected=expected,
        quality=GENERIC,
    )


def _stated_rules(goal: Goal, rules: list[Rule]) -> list[Draft]:
    stated = sorted((rule for rule in rules if not rule.is_negative), key=_names_figure)
    return [_rule(goal, rule, CaseType.POSITIVE, rank) for rule, rank in zip(stated, (4, 7), strict=False)]


def _refusals(goal: Goal, rules: list[Rule]) -> list[Draft]:
    refusals = [rule for rule in rules if rule.is_negative]
    refusals.sort(key=lambda rule: (_names_figure(rule), not rule.subject))
    return [_rule(goal, rule, CaseType.NEGATIVE, rank) for rule, rank in zip(refusals, (2, 6), strict=False)]


def _names_figure(rule: Rule) -> bool:
    """Whether the clause is about a figure: then it is tested on the boundary already."""
    return any(map(str.isdigit, rule.outcome))


def _rule(goal: Goal, rule: Rule, kind: CaseType, rank: int) -> Draft:
    """One clause of a criterion, put to the test."""
    given = [f"The rule in force is: {rule.criterion}"]
    do = f"Press “{rule.control}”" if rule.control else attempt(goal) if rule.is_negative else action(goal)
    steps: tuple[str, ...] = (start(goal), do)
    title, expected = rule.outcome, rule.outcome
    if rule.condition:
        given.append(f"The situation is prepared: {rule.condition}")
        title = f"{rule.condition}, {rule.outcome}"
    if rule.subject:
        subject = uncapital(rule.subject)
        title = f"Refused: {subject}"
        steps = (start(goal), f"Bring about the case: {subject}", attempt(goal))
    if _BARE_ANSWER.match(expected):
        expected = f"The answer is {expected}"
    return Draft(
        type=kind,
        rank=rank,
        title=title,
        given=tuple(given),
        steps=steps,
        expected=expected,
        quality=FROM_CRITERION,
    )
