"""Settings of the service, from the environment and from files of secrets: see `.env.example`.

How test cases are written is not among them: that was measured, and comes with the choice. These say where
the service runs, how much it takes on, and what it tells.
"""

import ipaddress
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from casewright.errors import ParamsError
from casewright.files import first_problem
from casewright.paths import CHOICE
from service import VERSION

SECRETS = Path("/run/secrets")
"""Where container engines put secrets: a file each, with the name of the setting in lower case."""

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class ServiceSettings(BaseSettings):
    """Every setting by its name in the environment, in capitals; an empty one is one that is not set."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        env_file=".env",
        env_nested_delimiter="_",  # only for the names behind OLLAMA_SERVICE_MODEL_, which stay whole:
        env_nested_max_split=1,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )

    service_host: str = "127.0.0.1"
    """Address to listen on."""
    service_port: Annotated[int, Field(ge=0, le=65535)] = 8001
    environment: Literal["development", "staging", "production"] = "development"
    service_version: str = VERSION
    """What logs, metrics and `GET /` call this version."""

    ollama_host: Annotated[
        str | None, Field(validation_alias=AliasChoices("ollama_service_host", "ollama_host"))
    ] = None
    """The model's server; goes before `ollama.host` of params.yaml. Also read as OLLAMA_SERVICE_HOST."""
    ollama_service_model: Annotated[dict[str, str], Field(default_factory=dict)]
    """Tags of models on that server, where they are others than those measured under: a variable each, such
    as OLLAMA_SERVICE_MODEL_LLAMA3_2_1B for `llama3.2:1b`.
    """

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    log_format: Literal["json", "text"] = "json"
    log_file: Path | None = None
    """Written beside standard output: 5 files of 10 MB."""
    log_stories: bool = False
    """Whether what clients write may be in the log, scrubbed: for development only."""
    log_slow_ms: Positive = 5000.0
    """Requests that take longer are logged as warnings."""

    service_concurrency: Count | None = None
    """Stories written at once; `generate.concurrency` of the choice when it is not set."""
    service_queue: Annotated[int, Field(ge=0)] = 8
    """Stories that may wait for their turn."""
    service_queue_wait_s: Positive = 2.0
    service_deadline_s: Positive = 60.0
    """From request to answer, waiting and all attempts included."""
    service_shutdown_s: Positive = 70.0
    """What is in flight may take so long when the service is told to stop."""
    service_body_bytes: Count = 64 * 1024
    service_export_body_bytes: Count = 16 * 1024 * 1024
    service_body_s: Positive = 30.0
    """A body that is not whole by then is not waited for any longer."""
    service_breaker_failures: Count = 5
    """Failures of the server in a row after which it is left alone."""
    service_breaker_open_s: Positive = 30.0

    service_rate: str = "600/minute"
    """Requests a key or an address may make, e.g. `10/second;600/minute`; `off` is no limit."""
    service_rate_store: SecretStr = SecretStr("async+memory://")
    """Where they are counted; `async+redis://…` is shared by replicas."""
    service_api_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    """`name:sha256` each, with commas or line breaks between; `python -m service.keys NAME` makes one."""
    service_allow_public_without_keys: bool = False
    """Whether the service may listen beyond this machine with no key asked for."""
    service_trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses or networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed."""

    service_choice: Path = CHOICE
    """The file that says what is served."""
    service_reload_s: Positive = 30.0
    """The choice is looked at so often, beside being watched."""
    service_warm_up: bool = True
    """Whether a model is loaded before it is served."""
    service_canary: Share = 0.0
    """Share of stories that goes to the second configuration."""
    service_canary_choice: Path = CHOICE.with_name("canary.json")

    service_records: Path | None = None
    """SQLite file in which accepted stories and feedback are kept, scrubbed; nothing is kept when not set."""
    service_records_days: Count = 30

    mlflow_tracking_uri: str | None = None
    """Named by `GET /metrics`; the service itself never calls it."""
    otel_exporter_otlp_endpoint: str | None = None
    """Traces go there; none are made when it is not set."""

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("service_api_keys", "service_trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(value.replace(",", "\n").split()) if isinstance(value, str) else value

    @field_validator("service_trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            ipaddress.ip_network(one, strict=False)
        return value

    @field_serializer("ollama_host", "mlflow_tracking_uri", "otel_exporter_otlp_endpoint")
    def _address(self, value: str | None) -> str | None:
        return value and without_credentials(value)

    @model_validator(mode="after")
    def _time_to_finish(self) -> Self:
        if self.service_shutdown_s <= self.service_deadline_s:
            raise ValueError(
                f"SERVICE_SHUTDOWN_S is {self.service_shutdown_s:g}; expected more than SERVICE_DEADLINE_S, "
                f"{self.service_deadline_s:g}, so that what is in flight can finish"
            )
        return self


def without_credentials(address: str) -> str:
    """An address as it may be shown: what stands before an `@` may be a password."""
    before, slashes, rest = address.rpartition("://")
    host, slash, path = rest.partition("/")
    return f"{before}{slashes}{host.rpartition('@')[2]}{slash}{path}"


def load_settings() -> ServiceSettings:
    """The settings of the environment, of `.env` and of files of secrets, in that order.

    Raises:
        ParamsError: a setting has a value that it cannot have.

    """
    try:
        return ServiceSettings(_secrets_dir=SECRETS if SECRETS.is_dir() else None)
    except SettingsError:  # of all settings, only this one is read as JSON
        raise ParamsError(
            "environment: OLLAMA_SERVICE_MODEL: names no model; expected a variable for each, such as "
            "OLLAMA_SERVICE_MODEL_LLAMA3_2_1B"
        ) from None
    except ValidationError as error:
        raise ParamsError(_in_the_environments_words(error)) from None


def _in_the_environments_words(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = first["loc"]
    if not where:
        # What pydantic quotes here is all that was set, secrets among it.
        return f"environment: {first['ctx']['error']}"
    problem = first_problem(error).replace(": Value error, ", ": ", 1)
    return f"environment: {problem.replace(str(where[0]), str(where[0]).upper(), 1)}"
