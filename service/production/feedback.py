"""What people think of an answer: `POST /feedback`."""

import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator

from casewright.cleaning import normalised
from casewright.records import TestCase
from service import example
from service.envelope import Answer, Envelope, RefusedError, enveloped
from service.guard import REFUSALS as GUARD_REFUSALS
from service.guard import guarded
from service.layers.body_limit import REFUSALS as BODY_REFUSALS
from service.metrics import UNKNOWN, Writing
from service.production.kept import (
    COMMENT_LENGTH,
    RATINGS,
    CorrelationId,
    FeedbackAction,
    KeptFeedback,
    KeptRequest,
)
from service.production.records import Fate, Records, UnfitFeedbackError

_CASES = 20
"""As many test cases as a suite may have."""
_ANSWER = "0b7c1f0e-6f0a-4a43-9d0e-0f3f6a1f1b52"
_MESSAGES = {
    Fate.KEPT: "kept",
    Fate.OFF: "counted only; nothing is kept, as SERVICE_RECORDS is not set",
    Fate.LOST: "counted only; it could not be kept",
}
_NOT_KEPT = (
    "correlation_id: no answer is kept under it; expected the X-Correlation-ID of an answer to a story, from "
    "the days that SERVICE_RECORDS_DAYS says"
)
_TOO_LONG = (
    "corrected: a text is longer than it may be once personal data is replaced; expected a shorter one"
)


class FeedbackRequest(BaseModel):
    """What somebody thinks of one answer."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        json_schema_extra={
            "examples": [
                {"correlation_id": _ANSWER, "rating": 5, "action": "accepted"},
                {
                    "correlation_id": _ANSWER,
                    "rating": 3,
                    "action": "edited",
                    "corrected": [example.CASE],
                    "comment": "The day after was missing.",
                },
            ]
        },
    )

    correlation_id: CorrelationId
    """The `X-Correlation-ID` of the answer. What was sent for it before is replaced."""
    rating: Annotated[int, Field(strict=True, ge=RATINGS[0], le=RATINGS[1])]
    """From 1, poor, to 5, excellent."""
    action: FeedbackAction | None = None
    """What was done with the suite."""
    corrected: Annotated[
        tuple[TestCase, ...] | None,
        Field(min_length=1, max_length=_CASES, fail_fast=True),
        BeforeValidator(normalised),
    ] = None
    """The suite as it should have been. Personal data is replaced before it is kept."""
    comment: Annotated[
        str | None, StringConstraints(max_length=COMMENT_LENGTH), BeforeValidator(normalised)
    ] = None
    """Personal data is replaced before it is kept."""

    @field_validator("corrected")
    @classmethod
    def _each_id_once(cls, cases: tuple[TestCase, ...] | None) -> tuple[TestCase, ...] | None:
        if cases and len({case.id for case in cases}) < len(cases):
            raise ValueError("two test cases have one id; expected each id once")
        return cases

    def as_kept(self) -> KeptFeedback:
        """The feedback as it is kept."""
        return KeptFeedback(
            correlation_id=self.correlation_id,
            kept_at=time.time(),
            rating=self.rating,
            action=self.action,
            corrected=self.corrected or (),
            comment=self.comment or "",
        )


class FeedbackTaken(Answer):
    """What became of feedback."""

    kept: bool
    """Whether it is in the service's records; it is counted in any case."""


class Rater:
    """Takes feedback: `app.state.rater`."""

    def __init__(self, records: Records, counted: Callable[[int, str, Writing], None]) -> None:
        """`counted` is told rating, action (`none`: none was given) and writer of all feedback taken."""
        self._records, self._counted = records, counted

    async def rate(self, feedback: FeedbackRequest) -> Fate:
        """What becomes of the feedback.

        Raises:
            RefusedError: 404: there is no such answer; 422: it cannot be kept.

        """
        try:
            rated = await self._records.rate(feedback.as_kept())
        except UnfitFeedbackError:
            raise RefusedError(422, _TOO_LONG) from None
        if rated.fate is Fate.UNKNOWN:
            raise RefusedError(404, _NOT_KEPT)
        self._counted(feedback.rating, feedback.action or "none", _writer_of(rated.answer))
        return rated.fate


def _writer_of(answer: KeptRequest | None) -> Writing:
    if answer is None:
        return UNKNOWN
    return Writing(answer.role, answer.cell.model, answer.cell.prompt or "")


async def _rater(request: Request) -> Rater:
    rater: Rater = request.app.state.rater
    return rater


_REFUSALS: Mapping[int | str, Any] = {
    **BODY_REFUSALS,
    **GUARD_REFUSALS,
    404: {"model": Envelope[None], "description": "No answer is kept under this correlation id"},
    422: {"model": Envelope[None], "description": "The body holds no feedback"},
}

router = APIRouter(dependencies=[Depends(guarded)])


@router.post("/feedback", status_code=201, summary="Rate an answer", responses={**_REFUSALS})
@router.post("/feedback/", status_code=201, include_in_schema=False)
async def rate(body: FeedbackRequest, rater: Annotated[Rater, Depends(_rater)]) -> Envelope[FeedbackTaken]:
    """Rate an answer, and say what was done with it and how it should have been."""
    fate = await rater.rate(body)
    return enveloped(_MESSAGES[fate], FeedbackTaken(kept=fate is Fate.KEPT), 201)
