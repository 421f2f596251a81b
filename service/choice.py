"""`GET /choice`: what is served, what it was measured to do, and since when."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter

from casewright.choice import Choice
from casewright.contenders import COST, QUALITY
from casewright.holdout import HeldOutFigure
from casewright.records import Cell
from casewright.stats import Interval
from service.envelope import Answer, Envelope, enveloped
from service.serving import Role, Served, Serving, ServingDep

FIGURES = (
    QUALITY,
    "success_rate",
    "structural_compliance",
    "retry_rate",
    "latency_p50_s",
    "latency_p95_s",
    "latency_p99_s",
    COST,
)
"""What `GET /choice` shows of a run, under the names of docs/metrics.md."""

router = APIRouter()


class Chosen(Answer):
    """The configuration that is served."""

    model: str
    model_digest: str
    prompt: str | None
    """None: the baseline takes no prompt."""
    prompt_hash: str | None
    """None: the baseline takes no prompt."""
    is_language_model: bool
    description: str


class Run(Answer):
    """Which run the choice is of."""

    mlflow_run_id: str | None
    """None: the run was not logged."""
    data_digest: str | None
    """SHA-256 over the clean stories and references."""
    params_digest: str | None
    """SHA-256 over the settings of the run."""
    choice_digest: str
    """SHA-256 of the file of the choice."""


class Figure(Answer):
    """A metric of the chosen cell on the dev stories."""

    value: float | None
    """None: not measured."""
    interval: Interval | None
    """95 %; None where the choice has none."""
    held_out: float | None
    """The same on stories that had no part in the choice; None where there are none."""


class ServedChoice(Chosen):
    """A configuration that is served, with the evidence for it."""

    role: Role
    served_as: str
    """The tag under which the server has the model."""
    run: Run
    stories: int
    """Dev stories: those that the choice was made on."""
    figures: dict[str, Figure]
    """By name of the metric, as docs/metrics.md has them."""
    meets_limits: bool
    meets_targets: bool
    tied: tuple[str, ...]
    """The cells that the choice was made from, itself among them."""
    reason: str
    chosen_at: datetime
    """When the file of the choice was written."""
    served_since: datetime
    last_reload_problem: str | None
    """Why the last reload came to nothing and this one stays; None: it did not."""


class CurrentChoice(ServedChoice):
    """What most stories go to, and what a share of them goes to."""

    canary_share: float
    """Of the stories, while there is a canary."""
    canary: ServedChoice | None
    """None: all stories go to the champion."""
    last_canary_problem: str | None
    """Why the last reload of the canary came to nothing; None: it did not, or there is no canary to load."""


@router.get("/choice", summary="What is served, and the evidence for it")
@router.get("/choice/", include_in_schema=False)
async def current_choice(serving: ServingDep) -> Envelope[CurrentChoice]:
    """The configuration that is served, with the figures it was chosen for."""
    champion, canary = serving.champion, serving.canary
    data = CurrentChoice(
        **_served(champion, serving).model_dump(),
        canary_share=serving.canary_share,
        canary=_served(canary, serving) if canary else None,
        last_canary_problem=serving.problems.get(Role.CANARY),
    )
    return enveloped(data.description, data)


def chosen(choice: Choice) -> Chosen:
    """A choice in short."""
    return Chosen(
        model=choice.cell.model,
        model_digest=choice.model_digest,
        prompt=choice.cell.prompt,
        prompt_hash=choice.prompt_hash or None,
        is_language_model=choice.is_language_model,
        description=_description(choice.cell, is_language_model=choice.is_language_model),
    )


def _served(served: Served, serving: Serving) -> ServedChoice:
    configuration = served.configuration
    choice = configuration.choice
    return ServedChoice(
        **chosen(choice).model_dump(),
        role=served.role,
        served_as=configuration.served_as,
        run=Run(
            mlflow_run_id=choice.mlflow_run_id,
            data_digest=choice.data_digest,
            params_digest=choice.params_digest,
            choice_digest=configuration.file.digest,
        ),
        stories=choice.stories,
        figures=figures_of(choice),
        meets_limits=choice.meets_limits,
        meets_targets=choice.meets_targets,
        tied=choice.tied,
        reason=choice.reason,
        chosen_at=configuration.file.written_at,
        served_since=served.since,
        last_reload_problem=serving.problems.get(served.role),
    )


def figures_of(choice: Choice) -> dict[str, Figure]:
    """The main figures, as far as the choice has them: with intervals from its check on held-out stories."""
    values: dict[str, float | None] = {
        check.metric: check.value for check in (*choice.limits, *choice.targets)
    }
    for contender in choice.contenders:
        if contender.name == choice.name:
            values |= {QUALITY: contender.quality, "latency_p50_s": contender.latency_p50_s}
    compared = {one.metric: one for one in choice.held_out.figures} if choice.held_out else {}
    return {name: _figure(name, values, compared) for name in FIGURES}


def _figure(name: str, values: Mapping[str, float | None], compared: Mapping[str, HeldOutFigure]) -> Figure:
    beside = compared.get(name)
    return Figure(
        value=beside.dev if beside else values.get(name),
        interval=beside.dev_interval if beside else None,
        held_out=beside.held_out if beside else None,
    )


def _description(cell: Cell, *, is_language_model: bool) -> str:
    if is_language_model:
        return f"test cases are written by the language model {cell.model} with the prompt {cell.prompt}"
    return f"test cases are written by {cell.model}, which is rule-based and not a language model"
