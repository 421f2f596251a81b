"""The chosen configuration as a model of MLflow: settings, prompt and digest, and the code that uses them."""

import hashlib
import json
import re
import shutil
from importlib.metadata import version as installed
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from casewright.choice import Choice
from casewright.files import write_json
from casewright.paths import INDEX
from casewright.prompts import PROMPTS, load_prompt
from casewright.tracking.prompts import CHAMPION, registry_name
from casewright.tracking.publication import Publication, digest

CONFIGURATION_TAG = "casewright.configuration"
CODE = Path(__file__).parent / "served.py"
REQUIREMENTS = (
    "mlflow",
    "httpx-aiohttp",
    "jinja2",
    "json-repair",
    "numpy",
    "ollama",
    "psutil",
    "pydantic",
    "python-stdnum",
    "pyyaml",
    "scipy",
    "snowballstemmer",
    "tqdm",
)
"""What writing a suite imports. Named, because MLflow would start processes to find out."""
_PACKAGE = Path(__file__).parents[1]


def find_version(client: Any, publication: Publication, texts: bool, *, crown: bool = False) -> str | None:
    """The registered version of the chosen configuration, which gets the alias where `crown` says so.

    `texts` is as in `log_model`: with and without the texts that the prompt shows are two configurations.
    """
    from mlflow.exceptions import MlflowException

    name = registry_name(publication.params.report.experiment)
    tag = _configuration_digest(publication, texts)
    versions = client.search_model_versions(f"name = '{name}' and tags.`{CONFIGURATION_TAG}` = '{tag}'")
    if not versions:
        return None
    newest = max((str(one.version) for one in versions), key=int)
    if crown:
        try:
            crowned = str(client.get_model_version_by_alias(name, CHAMPION).version)
        except MlflowException:  # that is how it says that no version has the alias
            crowned = ""
        if crowned != newest:
            client.set_registered_model_alias(name, CHAMPION, newest)
    return newest


def log_model(mlflow: Any, publication: Publication, texts: bool) -> None:
    """Log the chosen configuration in a child of the active run and register it, unless it is there already.

    Args:
        mlflow: MLflow at the store.
        publication: with the choice.
        texts: whether passages and examples, which are texts of other stories, may go with it.

    """
    client, name = mlflow.MlflowClient(), registry_name(publication.params.report.experiment)
    version = find_version(client, publication, texts)
    if version is None:
        run_name = f"model: {publication.choice.name}"
        with (
            TemporaryDirectory(prefix="casewright-model-") as folder,
            mlflow.start_run(run_name=run_name, tags={"casewright.kind": "model"}, nested=True) as run,
        ):
            configuration = Path(folder) / "configuration"
            _write(publication, configuration, texts)
            tag = _configuration_digest(publication, texts)
            logged = _log(mlflow, publication, configuration, tag)
            version = _register(client, publication, tag, logged.model_id, run.info.run_id)
    mlflow.set_tag("casewright.model", f"models:/{name}/{version}")


def _log(mlflow: Any, publication: Publication, configuration: Path, tag: str) -> Any:
    from mlflow.models import ModelSignature
    from mlflow.types.schema import AnyType, ColSpec, DataType, Schema

    choice = publication.choice
    signature = ModelSignature(
        inputs=Schema(
            [
                ColSpec(DataType.string, "story"),
                ColSpec(AnyType(), "acceptance_criteria", required=False),  # type: ignore[no-untyped-call]
            ]
        ),
        outputs=Schema([ColSpec(DataType.string, "outcome"), ColSpec(DataType.string, "test_cases")]),
    )
    return mlflow.pyfunc.log_model(
        name=re.sub(r"[^A-Za-z0-9_-]+", "-", choice.cell.slug),
        python_model=str(CODE),
        code_paths=[str(_PACKAGE)],
        artifacts={"configuration": str(configuration)},
        signature=signature,
        pip_requirements=[f"{name}=={installed(name)}" for name in REQUIREMENTS],
        metadata={
            "cell": choice.name,
            "model_digest": choice.model_digest,
            "prompt_hash": choice.prompt_hash,
            "configuration": tag,
        },
    )


def _register(client: Any, publication: Publication, tag: str, model_id: str, run_id: str) -> str:
    from mlflow.exceptions import MlflowException

    name = registry_name(publication.params.report.experiment)
    try:
        client.get_registered_model(name)
    except MlflowException:  # that is how it says that there is none
        client.create_registered_model(name, description="The chosen configuration of each run.")
    choice = publication.choice
    made = client.create_model_version(
        name,
        source=f"models:/{model_id}",
        run_id=run_id,
        model_id=model_id,
        description=choice.reason,
        tags={
            CONFIGURATION_TAG: tag,
            "casewright.cell": choice.name,
            "casewright.model_digest": choice.model_digest,
            "casewright.prompt_hash": choice.prompt_hash or "none",
        },
    )
    return str(made.version)


def _write(publication: Publication, folder: Path, texts: bool) -> None:
    """Leave all that the model needs in a folder."""
    choice, params = publication.choice, publication.params
    write_json(folder / "choice.json", choice.model_dump(mode="json"))
    write_json(folder / "clean.json", params.clean.model_dump(mode="json"))
    write_json(folder / "ollama.json", params.ollama.model_dump(mode="json"))
    if choice.cell.prompt is not None:
        shutil.copytree(PROMPTS, folder / PROMPTS.name, ignore=_all_but_templates)
    if texts and _shows_others(choice):
        shutil.copytree(INDEX, folder / INDEX.name)


def _shows_others(choice: Choice) -> bool:
    """Whether the chosen prompt shows texts of documents or of other stories."""
    if choice.cell.prompt is None:
        return False
    prompt = load_prompt(choice.cell.prompt)
    return prompt.uses_passages or prompt.uses_examples


def _all_but_templates(_: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".j2")]


def _configuration_digest(publication: Publication, texts: bool) -> str:
    """SHA-256 over what determines the answers to a story, as far as it is logged."""
    choice = publication.choice
    told = {
        "cell": choice.cell.model_dump(),
        "model_digest": choice.model_digest,
        "prompt_hash": choice.prompt_hash,
        "generate": choice.generate,
        "passages_per_story": choice.passages_per_story,
        "clean": publication.params.clean.model_dump(mode="json"),
    }
    if _shows_others(choice):
        told["index"] = digest(*sorted(INDEX.iterdir())) if texts else "not logged"
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
