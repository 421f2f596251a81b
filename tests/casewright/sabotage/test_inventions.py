"""Cases about requirements that nobody has."""

from casewright.sabotage import Grade
from casewright.sabotage.inventions import SABOTAGES
from tests.builders import a_case, a_suite, shipped_references

(INVENT,) = SABOTAGES


def test_invented_cases_are_added():
    """The suite stays, with as many invented cases again at the highest grade, no two alike."""
    suite = a_suite(4)
    damaged = INVENT.damage("US-001", suite, (), Grade.ALL)

    assert suite == damaged[:4]
    assert 8 == len({case.title for case in damaged})


def test_what_the_suite_is_about_is_not_invented():
    """A suite about printers gets no case about printers."""
    suite = [a_case(steps=["Open the printer menu"], id=f"TC-{number:03d}") for number in range(1, 11)]
    titles = " ".join(
        case.title for seed in range(20) for case in INVENT.damage("US-001", suite, (), Grade.ALL, seed)[10:]
    )

    assert "printer" not in titles
    assert "SAP" in titles


def test_every_slot_is_filled():
    """No case shows how it was made."""
    suite = shipped_references()[0]
    for seed in range(20):
        for case in INVENT.damage(suite.story_id, suite.test_cases, (), Grade.ALL, seed):
            assert "{n}" not in case.model_dump_json()
            assert "{k}" not in case.model_dump_json()
