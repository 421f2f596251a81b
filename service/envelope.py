"""The one form that every answer has, the good ones and the failures."""

import math
from typing import Any, Generic, Literal, TypeVar

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

T = TypeVar("T")

Reason = Literal["rate", "queue", "deadline", "breaker", "key", "body", "draining"]
"""What protects the service, as its metrics and its log call it."""


class Answer(BaseModel):
    """Base of everything that is answered; what stands beneath a field is its text in the schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Envelope(Answer, Generic[T]):
    """What every answer is wrapped in."""

    message: str
    """One line for a person."""
    is_success: bool
    data: T | None = None
    status_code: int
    """The HTTP status again, for those who only keep the body."""


class RefusedError(Exception):
    """A request that is answered with a failure, wherever in the service that is found out."""

    def __init__(
        self,
        status_code: int,
        message: str,
        *,
        retry_after_s: float | None = None,
        headers: dict[str, str] | None = None,
        data: Answer | None = None,
        reason: Reason | None = None,
    ) -> None:
        """`reason`: what of the service's protection turned it away; None: the request itself is why."""
        super().__init__(message)
        self.status_code, self.message, self.data = status_code, message, data
        self.reason = reason
        self.headers = dict(headers or {})
        if retry_after_s is not None:
            self.headers["Retry-After"] = str(max(1, math.ceil(retry_after_s)))


def enveloped(message: str, data: T, status_code: int = 200) -> Envelope[T]:
    """A good answer."""
    return Envelope(message=message, is_success=True, data=data, status_code=status_code)


def refusal(
    status_code: int, message: str, data: Answer | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """An answer that is a failure."""
    body = Envelope[Any](message=message, is_success=False, data=data, status_code=status_code)
    return JSONResponse(body.model_dump(mode="json"), status_code, headers)
