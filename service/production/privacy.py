"""Personal data out of everything that is kept, whatever `clean.scrub_pii` says of the rest.

A story was scrubbed before a model saw it. Its suite is scrubbed with it once more, because a model makes up
names and addresses, and because a suite and its correction can then be told apart by what was corrected.
"""

from casewright.params import CleanParams
from casewright.records import TestCase, UserStory
from casewright.scrubbing import Scrubbing
from service.production.kept import KeptAttempt, KeptFeedback, KeptRequest


def always_scrubbing(clean: CleanParams) -> Scrubbing:
    """The policy of params.yaml, switched on."""
    return Scrubbing(clean.model_copy(update={"scrub_pii": True}))


def scrubbed_request(request: KeptRequest, scrubbing: Scrubbing) -> KeptRequest:
    """The request with personal data replaced in its story, its suite and what was wrong with its attempts.

    Raises:
        ValidationError: with personal data replaced, a text is longer than it may be.

    """
    plain = request.model_dump(mode="json")
    story = plain["story"]
    words = {name: story[name] for name in ("story", "acceptance_criteria", "domain", "tags")}
    details = [attempt["detail"] for attempt in plain["attempts"]]
    fields = {"story": words, "test_cases": plain["test_cases"], "details": details}
    clean, _ = scrubbing.record(fields)
    attempts = zip(plain["attempts"], clean["details"], strict=True)
    return request.model_copy(
        update={
            "story": UserStory.model_validate(story | clean["story"]),
            "test_cases": _cases(clean["test_cases"]),
            "attempts": tuple(
                KeptAttempt.model_validate(attempt | {"detail": detail}) for attempt, detail in attempts
            ),
        }
    )


def scrubbed_feedback(feedback: KeptFeedback, scrubbing: Scrubbing) -> KeptFeedback:
    """The feedback with personal data replaced in its comment and its suite.

    Raises:
        ValidationError: with personal data replaced, a text is longer than it may be.

    """
    plain = feedback.model_dump(mode="json", include={"comment", "corrected"})
    clean, _ = scrubbing.record(plain)
    return feedback.model_copy(update={"comment": clean["comment"], "corrected": _cases(clean["corrected"])})


def _cases(cases: list[object]) -> tuple[TestCase, ...]:
    return tuple(TestCase.model_validate(case) for case in cases)
