"""params.yaml as typed settings: unknown keys and values out of range are refused with the fix."""

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from casewright.errors import ParamsError
from casewright.files import first_problem, shortened
from casewright.metrics import METRICS
from casewright.records import Difficulty

BASELINE = "baseline"
"""The name of the embedded generator, wherever a model is named."""
TFIDF = "tfidf"
"""The backend of matching where `similarity` names no model."""

Finite = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1)]


class Section(BaseModel):
    """Base of every section of params.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class DataParams(Section):
    """Where the input is, and what happens to rows that cannot be used."""

    stories: Path
    references: Path
    documents: Path
    bad_rows: Literal["fail", "quarantine"]
    edge_cases: bool
    held_out_share: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
    split_seed: Annotated[int, Field(ge=0)]
    prefer_reviewed: bool = False


class KeepParams(Section):
    """Which values that look personal stay: a switch for each field of `casewright.pii.Policy`."""

    example_hosts: bool
    test_cards: bool
    private_networks: bool
    fictional_phones: bool
    sample_people: bool


class CleanParams(Section):
    """Scrubbing and duplicates."""

    scrub_pii: bool
    keep_terms: tuple[str, ...]
    keep: KeepParams
    ner: Name | None
    near_duplicates: Literal["report", "quarantine", "off"]
    near_duplicate_similarity: Annotated[float, Field(ge=0.5, le=1, allow_inf_nan=False)]


class IndexParams(Section):
    """Retrieval for prompts that ask for context."""

    passages_per_story: Annotated[int, Field(ge=1)]


class ExamplesParams(Section):
    """Suites of other stories for prompts that ask for examples."""

    count: Annotated[int, Field(ge=0, le=10)] = 2
    max_tokens: Annotated[int, Field(ge=0)] = 2000


class GenerateParams(Section):
    """How a model is called; the same for every cell.

    What does not change an answer has a default here too, so that a choice made without it can be served.
    """

    engine: Literal["local", "ray"] = "local"
    ray_address: Name | None = None
    max_attempts: Annotated[int, Field(ge=1, le=10)]
    concurrency: Annotated[int, Field(ge=1)]
    store: str | None = None
    reuse: bool = True
    format: Literal["schema", "json", "none"] = "schema"
    seed: Annotated[int, Field(ge=0)]
    repeats: Annotated[int, Field(ge=1, le=100)] = 1
    temperature: Annotated[float, Field(ge=0, le=2)]
    retry_temperature: Annotated[float, Field(ge=0, le=2)]
    num_ctx: Annotated[int, Field(ge=256)]
    num_predict: Annotated[int, Field(ge=1)]
    repeat_penalty: Positive
    examples: ExamplesParams = ExamplesParams()


class OllamaParams(Section):
    """Where the model server is and how long it may take."""

    host: str | None
    hosts: tuple[Name, ...] | None = None
    connect_timeout_s: Positive
    load_timeout_s: Positive
    token_timeout_s: Positive
    attempt_timeout_s: Positive
    outage_timeout_s: Positive = 60


class JudgeParams(Section):
    """The judge of suites; there is none unless a model is named, and the stage says so."""

    model: Name | None
    engine: Literal["native", "deepeval"] = "native"
    samples: Annotated[int, Field(ge=1, le=20)] = 3
    seed: Annotated[int, Field(ge=0)] = 7
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.3
    passing_score: Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)] = 4.0
    validation_stories: Annotated[int, Field(ge=0)] = 12
    min_tnr: Share = 0.6

    @field_validator("model")
    @classmethod
    def _is_a_language_model(cls, model: str | None) -> str | None:
        if model == BASELINE:
            raise ValueError("a judge is a language model on an Ollama server")
        return model


class ReviewParams(Section):
    """Which suites people are asked to rate."""

    share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    per_difficulty: Annotated[int, Field(ge=1)]
    edge_cases: Annotated[int, Field(ge=0)]
    seed: Annotated[int, Field(ge=0)]
    predictions: bool


class SimilarityParams(Section):
    """What tells whether two test cases test the same."""

    model: Name | None
    thresholds: dict[str, Share]
    """By backend: `tfidf`, or the name of an embedding model."""

    def threshold(self) -> float:
        """The threshold of the backend that is set.

        Raises:
            ParamsError: it has none.

        """
        name = self.model or TFIDF
        if name not in self.thresholds:
            raise ParamsError(
                f"similarity.thresholds: {name!r} has none, and a threshold of another backend says nothing; "
                f"run `make calibrate MODEL={name}`, which prints the line to add"
            )
        return self.thresholds[name]


class ScoreParams(Section):
    """Weights of the scorers, and thresholds of the trackers."""

    weights: dict[str, Annotated[float, Field(ge=0, allow_inf_nan=False)]]
    passing_quality: Share
    sla_p95_ms: Positive
    processes: Annotated[int, Field(ge=1)] | None = None


class CostParams(Section):
    """What the machine costs and holds."""

    monthly_cost_usd: Annotated[float, Field(ge=0)]
    max_requests_per_day: Positive
    available_memory_gb: Positive
    cores: Annotated[int, Field(ge=1)]
    model_memory_gb: Positive
    request_memory_mb: Positive
    electricity_usd_per_kwh: Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Limit(Section):
    """The range that a metric has to be in."""

    above: Finite | None = None
    at_least: Finite | None = None
    below: Finite | None = None
    at_most: Finite | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self == Limit.model_construct():
            raise ValueError("a limit needs at least one of above, at_least, below, at_most")
        return self

    def meets(self, value: float) -> bool:
        """Whether `value` is within the limit."""
        return (
            (self.above is None or value > self.above)
            and (self.at_least is None or value >= self.at_least)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )

    def __str__(self) -> str:
        signs = {"above": ">", "at_least": "≥", "below": "<", "at_most": "≤"}
        return " and ".join(
            f"{sign} {getattr(self, name):g}"
            for name, sign in signs.items()
            if getattr(self, name) is not None
        )


class ValidateParams(Section):
    """What the clean data should look like beside what it must."""

    difficulty_mix: dict[Difficulty, Limit]


class ChoiceParams(Section):
    """The rule by which one cell is picked."""

    limits: dict[str, Limit]
    alpha: Annotated[float, Field(gt=0, lt=1)]
    margin: Annotated[float, Field(gt=0, lt=1)] | None = None
    balanced_margin: Annotated[float, Field(gt=0, lt=1)] = 0.05


class AbParams(Section):
    """What an A/B comparison of two prompts makes of a relative difference."""

    deploy_above: Share
    archive_below: Share


class GateParams(Section):
    """What shuts the regression gate."""

    margin: Share


class ReportParams(Section):
    """Where the report is logged to, and what of it."""

    experiment: Name
    log_stories: bool | None = None


class Params(Section):
    """The whole of params.yaml."""

    model: Name | tuple[Name, ...]
    prompt: Name | tuple[Name, ...]
    data: DataParams
    clean: CleanParams
    validation: Annotated[ValidateParams, Field(alias="validate")]
    index: IndexParams
    generate: GenerateParams
    ollama: OllamaParams
    judge: JudgeParams
    review: ReviewParams
    similarity: SimilarityParams
    score: ScoreParams
    cost: CostParams
    targets: dict[str, Limit]
    choice: ChoiceParams
    ab: AbParams
    gate: GateParams
    report: ReportParams

    @property
    def models(self) -> tuple[str, ...]:
        """The models asked for, in order, each once."""
        return _each_once(self.model)

    @property
    def prompts(self) -> tuple[str, ...]:
        """The prompts asked for, in order, each once."""
        return _each_once(self.prompt)


def load_params(path: Path = Path("params.yaml")) -> Params:
    """The settings in `path`.

    Raises:
        ParamsError: the file is missing, is not YAML, or holds an unknown key or a value out of range.

    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ParamsError(f"{path}: there is no such file here; run from the project's folder") from error
    except yaml.YAMLError as error:
        raise ParamsError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    try:
        params = Params.model_validate(raw)
    except ValidationError as error:
        raise ParamsError(f"{path}: {_explain(error)}") from error
    if not params.models or not params.prompts:
        raise ParamsError(f"{path}: model and prompt each need at least one name")
    for section, limits in (("targets", params.targets), ("choice.limits", params.choice.limits)):
        for metric in limits:
            if metric not in METRICS:
                raise ParamsError(f"{path}: {section}.{metric}: no such metric; {_hint(metric, METRICS)}")
    _check_weights(params.score.weights, path)
    if params.ab.archive_below > params.ab.deploy_above:
        raise ParamsError(
            f"{path}: ab.archive_below: {params.ab.archive_below:g} is above ab.deploy_above, "
            f"{params.ab.deploy_above:g}; expected no more than that"
        )
    return params


def _check_weights(weights: Mapping[str, float], path: Path) -> None:
    scorers = [name for name, metric in METRICS.items() if metric.may_weigh]
    for name in weights:
        if name not in scorers:
            raise ParamsError(f"{path}: score.weights.{name}: no such scorer; {_hint(name, scorers)}")
    if not any(weights.values()):
        raise ParamsError(f"{path}: score.weights: every weight is 0; expected at least one above 0")


def _each_once(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(dict.fromkeys(names))


def _explain(error: ValidationError) -> str:
    """One problem in one line; an unknown key comes with the nearest known one."""
    problems = error.errors(include_url=False)
    # A misspelt key is also a missing one, and the misspelling is what the user has to see.
    first = next((problem for problem in problems if problem["type"] == "extra_forbidden"), problems[0])
    if first["loc"][:1] in (("model",), ("prompt",)) and first["type"] != "missing":
        return (
            f"{first['loc'][0]}: should be a name or a list of names; got {shortened(repr(first['input']))}"
        )
    if first["type"] != "extra_forbidden":
        return first_problem(error)
    *parents, key = (str(part) for part in first["loc"])
    return f"{'.'.join([*parents, key])}: unknown key; {_hint(key, _known_keys(parents))}"


def _hint(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}"


def _known_keys(parents: list[str]) -> list[str]:
    section: Any = Params
    for parent in parents:
        fields = {field.alias or name: field for name, field in getattr(section, "model_fields", {}).items()}
        section = fields[parent].annotation if parent in fields else Limit
    known = getattr(section, "model_fields", {}) or Limit.model_fields
    return [field.alias or name for name, field in known.items()]
