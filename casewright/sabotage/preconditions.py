"""Preconditions that are missing, or that would fit any test of any system."""

from random import Random

from casewright.records import TestCase
from casewright.sabotage.sabotage import Sabotage, changed, in_some_cases

_GENERIC = (
    "User is logged in",
    "The system is up and running",
    "The user has access to the application",
    "The application is accessible",
    "User has a valid account",
    "Internet connection is available",
    "The page is loaded",
    "The database is available",
    "The environment is set up",
    "The user is on the right page",
    "All prerequisites are met",
    "Test data exists",
    "The feature is enabled",
    "The browser is open",
    "The user has the necessary permissions",
    "None",
    "The user is authenticated and authorised",
    "The service is reachable",
    "Everything is configured as needed",
    "There is some data in the system",
    "A user exists",
    "The software is installed",
)


def _has_some(case: TestCase) -> bool:
    return bool(case.preconditions)


def _dropped(case: TestCase, _: Random) -> TestCase:
    return changed(case, preconditions=[])


def _generic(case: TestCase, rng: Random) -> TestCase:
    count = max(1, min(len(_GENERIC), len(case.preconditions)))
    return changed(case, preconditions=rng.sample(_GENERIC, count))


SABOTAGES = (
    Sabotage(
        "drop_preconditions",
        "cases have no precondition",
        ("precondition_score",),
        "precondition_quality",
        in_some_cases(_dropped, _has_some),
    ),
    Sabotage(
        "generic_preconditions",
        "preconditions are such as fit any test of any system",
        ("precondition_score",),
        "precondition_quality",
        in_some_cases(_generic),
    ),
)
