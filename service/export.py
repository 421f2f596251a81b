"""Suites that a client has, in the form that a test tool reads: `POST /export/{format}`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from casewright.exports import EXPORTERS, ExportedSuite, Exporter, Options, Origin, chunks, nearest
from casewright.records import STORY_ID, TestCase
from service import example
from service.envelope import Answer, Envelope, RefusedError, enveloped
from service.guard import REFUSALS as GUARD_REFUSALS
from service.guard import guarded
from service.layers.body_limit import REFUSALS as BODY_REFUSALS

SUITES = 1000
"""Suites that one request may hold."""
_FIELDS = 50
"""Of a suite, a test case, and lines of each part of one: more than there are. Each one too many would be a
problem of its own, and a body may hold a million of them.
"""
_SHORT = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_TEXT = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]

_MEDIA_TYPES = sorted({one.media_type.partition(";")[0] for one in EXPORTERS.values()})
_MEASURED = (
    *("is_language_model", "attempts", "latency_s", "end_to_end_s", "personal_data_replaced"),
    *("story_issues", "smells", "assumptions"),
)
"""What an answer says of a suite that no test tool has a place for."""


def _of_few_fields(value: Any) -> Any:
    if isinstance(value, dict) and len(value) > _FIELDS:
        raise ValueError(f"{len(value)} fields; expected those that /openapi.json has")
    return value


def _of_few_lines(value: Any) -> Any:
    for lines in _of_few_fields(value).values() if isinstance(value, dict) else ():
        if isinstance(lines, list) and len(lines) > _FIELDS:
            raise ValueError(f"a list of {len(lines)}; expected at most {_FIELDS}")
    return value


_OfFewFields = BeforeValidator(_of_few_fields)
_Case = Annotated[TestCase, BeforeValidator(_of_few_lines)]


class SuiteToExport(BaseModel):
    """A suite as `POST /test-use-cases/` answers it, with the story that it is of."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "description": "What else an answer to a story holds may stay in, and is left out."
        },
    )

    story_id: Annotated[str, StringConstraints(pattern=STORY_ID)]
    user_story: _TEXT | None = None
    acceptance_criteria: Annotated[tuple[_TEXT, ...], Field(max_length=100, fail_fast=True)] = ()
    test_cases: Annotated[tuple[_Case, ...], Field(min_length=1, max_length=100, fail_fast=True)]
    model: _SHORT | None = None
    prompt: _SHORT | None = None
    model_digest: _SHORT | None = None
    prompt_hash: _SHORT | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_measurements(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: one for name, one in value.items() if name not in _MEASURED}

    def as_exported(self) -> ExportedSuite:
        """The suite as exporters take it."""
        names = ("model", "prompt", "model_digest", "prompt_hash")
        return ExportedSuite(
            story_id=self.story_id,
            story=self.user_story,
            acceptance_criteria=self.acceptance_criteria,
            test_cases=self.test_cases,
            origin=Origin(**{name: getattr(self, name) for name in names}),
        )


class SuitesToExport(BaseModel):
    """What is to be in one file."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "suites": [
                        {
                            "story_id": "US-001",
                            "user_story": example.STORY,
                            "test_cases": [example.CASE],
                        }
                    ]
                }
            ]
        },
    )

    suites: Annotated[
        tuple[Annotated[SuiteToExport, _OfFewFields], ...],
        Field(min_length=1, max_length=SUITES, fail_fast=True),
    ]


class Format(Answer):
    """A form that suites can be had in."""

    name: str
    purpose: str
    """Which tool reads it, and as what."""
    media_type: str
    suffix: str
    needs_project: bool
    """Whether the query has to name a `project`."""


router = APIRouter(prefix="/export")


@router.get("", summary="The formats that there are")
@router.get("/", include_in_schema=False)
async def formats() -> Envelope[tuple[Format, ...]]:
    """The forms that suites can be had in."""
    names = Format.model_fields
    known = tuple(Format(**{name: getattr(one, name) for name in names}) for one in EXPORTERS.values())
    return enveloped(f"{len(known)} formats", known)


@router.post("/{format_name}/", include_in_schema=False)
@router.post(
    "/{format_name}",
    summary="Suites as a file of a test tool",
    response_class=StreamingResponse,
    dependencies=[Depends(guarded)],
    responses={
        **BODY_REFUSALS,
        **GUARD_REFUSALS,
        200: {"description": "The file", "content": {name: {} for name in _MEDIA_TYPES}},
        404: {"model": Envelope[None], "description": "There is no such format"},
        422: {"model": Envelope[None], "description": "The body holds no suites, or too many for one file"},
    },
)
async def export(
    format_name: Annotated[str, Path(description="As in `GET /export`", examples=["markdown"])],
    body: Annotated[SuitesToExport, _OfFewFields],
    project: Annotated[str | None, Query(max_length=200, description="Asked for by some formats")] = None,
) -> StreamingResponse:
    """Suites as one file of a test tool's format."""
    exporter = EXPORTERS.get(format_name)
    if exporter is None:
        near = nearest(format_name, EXPORTERS)
        raise RefusedError(404, f"no such format{near}; GET /export lists those that there are")
    _refuse_what_is_no_file(exporter, body, project)
    suites = [suite.as_exported() for suite in body.suites]
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(exporter, body)}"'}
    texts = _bytes(replace(exporter, bytes_a_file=None), suites, Options(project=project))
    return StreamingResponse(texts, headers=headers, media_type=exporter.media_type)


def _refuse_what_is_no_file(exporter: Exporter, body: SuitesToExport, project: str | None) -> None:
    cases = sum(len(suite.test_cases) for suite in body.suites)
    name = exporter.name
    if exporter.needs_project and not project:
        raise RefusedError(422, f"project: missing; expected /export/{name}?project=SHOP")
    if exporter.is_file_a_suite and len(body.suites) > 1:
        raise RefusedError(422, f"suites: {len(body.suites)}; expected 1, which is a file of {name}")
    if exporter.cases_a_file is not None and cases > exporter.cases_a_file:
        raise RefusedError(
            422,
            f"suites: {cases} test cases; {name} takes {exporter.cases_a_file} at once; send fewer suites",
        )


def _file_name(exporter: Exporter, body: SuitesToExport) -> str:
    """After the story where there is one; ids are safe but for the colon."""
    stem = body.suites[0].story_id.replace(":", "-") if len(body.suites) == 1 else "test-cases"
    return f"{stem}{exporter.suffix}"


def _bytes(exporter: Exporter, suites: list[ExportedSuite], options: Options) -> Iterator[bytes]:
    for chunk in chunks(exporter, suites, options):
        yield chunk.text.encode()
