"""The Ray cluster of a run: joined, or started here; quiet, and without telemetry (extra `ray`)."""

import contextlib
import importlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casewright.errors import ParamsError, ServerError
from casewright.params import GenerateParams

OBJECT_STORE_BYTES = 200_000_000
"""Of a cluster that is started here; a shipment is about a tenth of it."""

_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",  # else each pool of workers warns of how Ray Data starts it
}


@contextlib.contextmanager
def cluster(settings: GenerateParams) -> Iterator[None]:
    """Be connected to Ray until the block ends, where `generate.engine` is `ray`; else do nothing.

    Raises:
        ParamsError: the package `ray` is not installed.
        ServerError: there is no cluster at `generate.ray_address`.

    """
    ray = load_ray() if settings.engine == "ray" else None
    if ray is None or ray.is_initialized():
        yield
        return
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        if settings.ray_address is None:
            ray.init("local", include_dashboard=False, object_store_memory=OBJECT_STORE_BYTES, **quiet)
        else:
            code = str(Path(__file__).parents[1])
            ray.init(settings.ray_address, runtime_env={"py_modules": [code]}, **quiet)
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise ServerError(
            f"generate.ray_address: no Ray cluster at {settings.ray_address or 'this machine'}: "
            f"{' '.join(str(error).split())}; start it with `ray start --head`, or set "
            "generate.ray_address to null"
        ) from error
    try:
        yield
    finally:
        ray.shutdown()


def load_ray() -> Any:
    """The package.

    Raises:
        ParamsError: it is not installed.

    """
    os.environ.update({name: value for name, value in _ENVIRONMENT.items() if name not in os.environ})
    try:
        return importlib.import_module("ray")
    except ModuleNotFoundError as error:
        raise ParamsError(
            "generate.engine: 'ray' needs the package ray, which is not installed; install the extra 'ray' "
            "(`pip install 'ray[data]'`), or set generate.engine to local"
        ) from error


def load_ray_data() -> Any:
    """The package's module for data, without its bars and its lines."""
    load_ray()
    data = importlib.import_module("ray.data")
    context = data.DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return data
