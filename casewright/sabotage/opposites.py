"""Oracles of the opposite outcome: in place of the right one, or in a second case beside it.

Whether a case ends well is taken from its type, so only positive and negative cases are touched: asking the
rules that are to be tested would make the damage what they can see.
"""

import re
from random import Random

from casewright.records import CaseType, TestCase
from casewright.sabotage.rewording import reworded
from casewright.sabotage.sabotage import Cases, Damaged, Others, Sabotage, changed, some_of, with_more

_REFUSED = (
    '"Something went wrong. Please try again later." is shown and nothing has changed.',
    "The request is refused with status 403 and the stored data stay as they were.",
    '"You are not allowed to do this." appears; the record keeps its former value.',
    'The form is rejected with "Invalid input." and no entry is saved.',
    'The page answers "Access denied." and no change is stored.',
    'The field is marked red with "This value is not accepted." and the form stays open.',
    "The server responds with status 400 and the record is not updated.",
    'An error banner reads "The action could not be completed."; the list is the same as before.',
    'The operation fails with "Not permitted." and a reload shows the old state.',
    '"Please correct the marked fields." blocks the form and nothing is sent.',
)
_REFUSED_LABEL = (
    '"{label}" is answered with "This is not possible." and the page stays unchanged.',
    'Nothing is saved: "{label}" leads to the error "Request declined."',
    'The user is denied "{label}" with "Your account does not allow this."',
)
_ACCEPTED = (
    'The value is accepted, "Saved." appears and the record shows it after a reload.',
    "Status 200 is returned and the change is stored.",
    '"Your changes have been saved." is shown and the list holds the new entry.',
    'The confirmation page opens with "Thank you." and the new state is listed in the history.',
    "The request goes through: the response is 201 and the record holds the new value.",
    'The form closes with "Success." and the updated values are on the page.',
    "The action is carried out, and the counter has gone up by 1.",
    'A green banner reads "All done." and the entry appears at the top of the list.',
    "The page opens and shows the data in full.",
    'An e-mail "Your request was completed" arrives and the status is "Completed".',
)
_ACCEPTED_LABEL = (
    '"{label}" succeeds: the page confirms it with "Done." and the change is stored.',
    'After "{label}" the new values are saved and shown to the user.',
    'The user is taken to the next page, which confirms "{label}".',
)
_OPPOSITE = {
    CaseType.POSITIVE: (CaseType.NEGATIVE, _REFUSED, _REFUSED_LABEL),
    CaseType.NEGATIVE: (CaseType.POSITIVE, _ACCEPTED, _ACCEPTED_LABEL),
}
_LABEL = re.compile(r"\"([A-Za-z][^\"]{1,30})\"")


def _swap(suite: Cases, _: Others, share: float, rng: Random) -> Damaged:
    places = some_of([at for at, case in enumerate(suite) if case.type in _OPPOSITE], share, rng)
    if not places:
        return None
    return tuple(
        changed(case, expected_result=_opposite(case, suite, rng)) if at in places else case
        for at, case in enumerate(suite)
    )


def _contradict(suite: Cases, _: Others, share: float, rng: Random) -> Damaged:
    chosen = some_of([case for case in suite if case.type in _OPPOSITE], share, rng)
    more = [
        changed(case, title=reworded(case, rng).title, expected_result=_opposite(case, suite, rng))
        for case in chosen
    ]
    return with_more(suite, more)


def _opposite(case: TestCase, suite: Cases, rng: Random) -> str:
    """Every third one is what another case of the suite ends in, where it has one of the opposite type."""
    other_type, plain, labelled = _OPPOSITE[case.type]
    ready = [other.expected_result for other in suite if other.type is other_type]
    if ready and rng.random() < 1 / 3:
        return rng.choice(ready)
    labels = _LABEL.findall(case.steps[-1])
    if labels and rng.random() < 1 / 2:
        return rng.choice(labelled).format(label=rng.choice(labels))
    return rng.choice(plain)


SABOTAGES = (
    Sabotage(
        "swap_polarity",
        "a positive case ends in a refusal, a negative one in success; type and title stay",
        ("type_score", "reference_recall"),
        "result_clarity",
        _swap,
    ),
    Sabotage(
        "contradict",
        "a second case has the same steps and the opposite expected result",
        ("uniqueness_score",),
        "result_clarity",
        _contradict,
    ),
)
