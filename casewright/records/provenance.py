"""Where a reference suite comes from that a model wrote and people approved.

No field takes free text: whatever is in one is a name of ours, so nothing personal can travel in it.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from casewright.records.base import Record

Pseudonym = Annotated[str, StringConstraints(pattern=r"^reviewer-[0-9a-f]{8}$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
"""A point in time, UTC, to the second."""
_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{6,64}$")]
_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/@-]{1,128}$")]


EXEMPLARY_FROM = 4.0
"""Mean rating, 1-5, from which an approved suite may stand for good work."""


class Provenance(Record):
    """Who approved a suite, when, and which run had written it."""

    action: Literal["accept", "minor_edit"]
    """Whether it stands as it was written, or as a reviewer corrected it."""
    reviewers: Annotated[tuple[Pseudonym, ...], Field(min_length=1)]
    reviewed_at: Moment
    rating: Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)]
    """Mean of the reviewers' ratings."""
    sample: _Digest
    """The sample in which it was reviewed."""
    run: _Digest
    """SHA-256 of the file of generations that it was taken from."""
    mlflow_run: _Digest | None = None
    model: _Name
    model_digest: _Digest
    prompt: _Name | None = None
    """None: the baseline, which takes no prompt."""
    prompt_hash: _Digest | None = None
