import asyncio
import subprocess
import sys

import pytest

from casewright.errors import DataError
from casewright.records import Outcome, Smell
from service.correlation import correlation_id
from service.production import Unanswered, check_records, open_records
from service.production.file import RecordsFile
from service.production.records import Fate, UnfitFeedbackError
from service.settings import ServiceSettings
from tests.builders import ROOT, SMALL, a_case, a_choice, a_generation, a_story, a_suite, a_timing
from tests.service.production.made import feedback

HEAVY = ("pandas", "mlflow", "great_expectations", "dvc", "matplotlib", "scipy.stats", "casewright.review")


@pytest.fixture
def settings(tmp_path) -> ServiceSettings:
    """Settings by which records are kept."""
    return ServiceSettings(service_records=tmp_path / "records.sqlite")


@pytest.fixture
def _under_a_correlation_id():
    token = correlation_id.set("answer-1")
    yield
    correlation_id.reset(token)


def smell(rule: str) -> Smell:
    """A finding."""
    return Smell(
        rule=rule, severity="info", position=1, field="title", message="It is long.", fix="Shorten it."
    )


@pytest.mark.usefixtures("_under_a_correlation_id")
def test_a_generation_is_kept_under_the_request_s_correlation_id(settings, params):
    """With all that a report asks for, and without what the model wrote."""
    generation = a_generation(outcomes=(Outcome.NOT_JSON, Outcome.OK))
    attempts = tuple(
        attempt.model_copy(update={"raw_text": "as it came", "thinking": "hm"})
        for attempt in generation.attempts
    )
    generation = generation.model_copy(update={"attempts": attempts})
    smells = [smell("long-title"), smell("vague-step"), smell("long-title")]
    with open_records(settings, params.clean) as records:
        records.keep(a_story(), generation, a_timing(), smells=smells, role="canary", total_s=1.5)
    assert settings.service_records
    with RecordsFile(settings.service_records) as file:
        ((request, rated),) = file.between()

    assert ("answer-1", "canary", 1.5, None) == (request.correlation_id, request.role, request.total_s, rated)
    assert (a_story(), SMALL, a_suite()) == (request.story, request.cell, request.test_cases)
    assert (Outcome.OK, True) == (request.ending, request.recovered)
    assert {"long-title": 2, "vague-step": 1} == request.smells
    assert a_timing() == request.timing
    assert b"as it came" not in settings.service_records.read_bytes()


def test_a_story_without_a_generation_is_kept(settings, params):
    """With the attempts that came to an end."""
    with open_records(settings, params.clean) as records:
        generation = a_generation(outcomes=(Outcome.TRUNCATED,))
        records.keep_unanswered(
            a_story(), a_choice(), Unanswered.DEADLINE, attempts=generation.attempts, total_s=60.0
        )
    assert settings.service_records
    with RecordsFile(settings.service_records) as file:
        ((request, _),) = file.between()

    assert (Unanswered.DEADLINE, 60.0, ()) == (request.ending, request.seconds, request.test_cases)
    assert [Outcome.TRUNCATED] == [attempt.outcome for attempt in request.attempts]
    assert a_choice().model_digest == request.model_digest


@pytest.mark.usefixtures("_under_a_correlation_id")
def test_feedback_is_told_what_became_of_it(settings, params):
    """Kept, on nothing, or nothing that can be kept."""
    title = " ".join(f"{letter}@x-y.org" for letter in "abcdefghijklmnopqrst")
    with open_records(settings, params.clean) as records:
        records.keep(a_story(), a_generation(), a_timing())
        kept = asyncio.run(records.rate(feedback()))
        unknown = asyncio.run(records.rate(feedback("answer-2")))
        with pytest.raises(UnfitFeedbackError):
            asyncio.run(records.rate(feedback(corrected=(a_case(title=title),))))

    assert (Fate.KEPT, Fate.UNKNOWN, None) == (kept.fate, unknown.fate, unknown.answer)
    assert kept.answer
    assert SMALL == kept.answer.cell


def test_without_the_setting_nothing_is_kept(tmp_path, params):
    """No file, no thread, and no trouble."""
    with open_records(ServiceSettings(), params.clean) as records:
        records.keep(a_story(), a_generation(), a_timing())
        records.keep_unanswered(a_story(), a_choice(), Unanswered.CLIENT_LEFT)
        fate = asyncio.run(records.rate(feedback())).fate

    assert Fate.OFF == fate
    assert [] == list(tmp_path.iterdir())


def test_a_file_that_cannot_be_used_is_found_out_at_once(settings):
    """Before a port is opened; one that can be used, or none, is nothing to speak of."""
    check_records(ServiceSettings())
    check_records(settings)
    assert settings.service_records
    settings.service_records.write_bytes(b"no database, but long enough to be one" * 200)

    with pytest.raises(DataError, match="the records are damaged"):
        check_records(settings)


def test_keeping_records_imports_nothing_heavy():
    """What only the commands need is imported by them."""
    asked = f"import sys, service.production.feedback; print([one for one in {HEAVY} if one in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "[]\n" == told.stdout
