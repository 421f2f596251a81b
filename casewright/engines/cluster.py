"""The Ray cluster of a run: joined, or started here; quiet, and without telemetry (extra `ray`)."""

import contextlib
import importlib
import logging
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from casewright.errors import ParamsError, ServerError
from casewright.files import shortened
from casewright.params import GenerateParams

OBJECT_STORE_BYTES = 200_000_000
"""Of a cluster that is started here; a shipment is about a tenth of it."""
CPUS = 2
"""Of a cluster that is started here: its workers wait for servers, and Ray starts a process for each."""
CONNECT_TIMEOUT_S = 5.0

_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",  # else each pool of workers warns of how Ray Data starts it
}


@contextlib.contextmanager
def cluster(settings: GenerateParams) -> Iterator[None]:
    """Be connected to Ray until the block ends, where `generate.engine` is `ray`; else do nothing.

    Raises:
        ParamsError: the package `ray` is not installed, or `generate.ray_address` is no address.
        ServerError: there is no cluster at `generate.ray_address`, or it lets nobody in.

    """
    if settings.engine != "ray":
        yield
        return
    if settings.ray_address is None and "RAY_AUTH_MODE" not in os.environ:
        # Else Ray makes a token for all runs to come, and leaves it in the user's home.
        os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    ray = load_ray()
    if ray.is_initialized():
        yield
        return
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    if settings.ray_address is None:
        ray.init(
            "local", num_cpus=CPUS, object_store_memory=OBJECT_STORE_BYTES, include_dashboard=False, **quiet
        )
    else:
        _join(ray, settings.ray_address, quiet)
    try:
        yield
    finally:
        ray.shutdown()


def _join(ray: Any, address: str, quiet: dict[str, Any]) -> None:
    """Join the cluster at an address; it is given this code, so that it only has to have the packages."""
    code = str(Path(__file__).parents[1])
    try:
        if address != "auto":
            _look(address)
        ray.init(address, runtime_env={"py_modules": [code]}, **quiet)
    except (ConnectionError, OSError, RuntimeError, ray.exceptions.RayError) as error:
        raise ServerError(
            f"generate.ray_address: no way into a Ray cluster at {address}: "
            f"{shortened(' '.join(str(error).split()))}; start it with `ray start --head`, set RAY_AUTH_MODE "
            "and RAY_AUTH_TOKEN as they are set there, or set generate.ray_address to null"
        ) from error


def _look(address: str) -> None:
    """Whether anything listens there: Ray itself takes two minutes to find out that nothing does."""
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        name, port = parts.hostname, parts.port
    except ValueError:
        name = port = None
    if not name or not port:
        raise ParamsError(
            f"generate.ray_address: {address!r} is no address; write it like 10.0.0.1:6379 or "
            "ray://10.0.0.1:10001"
        )
    with socket.create_connection((name, port), timeout=CONNECT_TIMEOUT_S):
        pass


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
