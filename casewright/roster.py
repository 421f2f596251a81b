"""Models that a long run asks for, held against what the servers have and what their memory holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casewright.errors import ServerError
from casewright.machine import FreeMemory, free_memory
from casewright.ollama import ModelInfo, OllamaServer, hosts, is_local
from casewright.ollama.models import tagged
from casewright.params import OllamaParams, Params

_GB = 1e9
_MB = 1e6


@dataclass(frozen=True)
class Host:
    """One server as it is before the run."""

    address: str
    sizes: Mapping[str, int | None]
    """Bytes of weights by full name; None where the server does not say."""
    held_bytes: int
    """Of models in memory now, which the server lets go of for another one."""
    free: FreeMemory | None
    """None: the server is not on this machine."""


async def inspect(params: OllamaParams) -> list[Host]:
    """Every server of `params.yaml`.

    Raises:
        ServerError: one does not answer.

    """
    found = []
    for address in hosts(params):
        async with OllamaServer(params, host=address) as server:
            sizes, held = await server.sizes(), await server.held_bytes()
        found.append(Host(address, sizes, held, free_memory() if is_local(address) else None))
    return found


async def muster(params: Params) -> None:
    """Find the models that a run asks after its stories are written, before the first is.

    Raises:
        ServerError: the judge is not on a server, or what compares with the references is not or cannot.

    """
    if params.judge.model is not None:
        for address in hosts(params.ollama):
            async with OllamaServer(params.ollama, host=address) as server:
                await _named("judge.model", server, params.judge.model)
    if params.similarity.model is not None:
        await embedder(params.ollama, params.similarity.model)


async def embedder(params: OllamaParams, model: str) -> ModelInfo:
    """What the first server says of a model that embeds.

    Raises:
        ServerError: no server answers, or it does not have the model, or the model makes no embeddings.

    """
    async with OllamaServer(params, host=hosts(params)[0]) as server:
        info = await _named("similarity.model", server, model)
    if info.capabilities and "embedding" not in info.capabilities:
        raise ServerError(
            f"similarity.model {model!r}: makes no embeddings, only {', '.join(info.capabilities)}; "
            "name a model that does, e.g. nomic-embed-text, or null for TF-IDF"
        )
    return info


async def _named(setting: str, server: OllamaServer, model: str) -> ModelInfo:
    """What a server says of a model; an error starts with the setting that asks for it."""
    try:
        return await server.describe(model)
    except ServerError as error:
        raise ServerError(f"{setting}: {error}") from error


def admit(models: Sequence[str], found: Sequence[Host], *, any_size: bool = False) -> list[str]:
    """Let the models pass; gives what was compared with what, a line a server.

    Args:
        models: as the server calls them.
        found: the servers.
        any_size: let models pass that are larger than what is free.

    Raises:
        ServerError: some are not on a server, or do not fit into its free memory; names each of them.

    """
    problems = [problem for host in found for problem in _problems(models, host, any_size)]
    if problems:
        raise ServerError("; ".join(problems))
    return [_compared(models, host) for host in found]


def _problems(models: Sequence[str], host: Host, any_size: bool) -> list[str]:
    problems = []
    missing = [model for model in models if tagged(model) not in host.sizes]
    if missing:
        has = ", ".join(sorted(host.sizes)) or "no model at all"
        pulls = ", ".join(f"`ollama pull {model}`" for model in missing)
        named = ", ".join(map(repr, missing))
        problems.append(f"not on the Ollama server at {host.address}: {named}; it has {has}; run {pulls}")
    room = _room(host)
    if room is None or any_size:
        return problems
    sizes = {model: host.sizes.get(tagged(model)) or 0 for model in models}
    large = [f"{model!r} ({_gb(size)} of weights)" for model, size in sizes.items() if size > room]
    if large:
        problems.append(
            f"too large for the memory at {host.address}: {', '.join(large)}; {_told(host)}; take a smaller "
            "or more quantised model, free memory, or add ANY_SIZE=1 (--any-size) where you know better"
        )
    return problems


def _compared(models: Sequence[str], host: Host) -> str:
    sizes = [(model, host.sizes.get(tagged(model))) for model in models]
    named = ", ".join(f"{model} {_gb(size) if size else 'of unknown size'}" for model, size in sizes)
    if host.free is None:
        return f"{host.address}: {named}; it is another machine, whose free memory is not known here"
    return f"{host.address}: {named} of weights; {_told(host)}; context comes on top"


def _told(host: Host) -> str:
    """What is free, and where it was read."""
    free = host.free
    if free is None:
        return ""
    gpus = "no GPU that tells" if free.gpu_bytes is None else f"GPUs {_gb(free.gpu_bytes)}"
    held = f" and {_gb(host.held_bytes)} held by loaded models" if host.held_bytes else ""
    return f"{_gb(_room(host) or 0)} free (main memory {_gb(free.ram_bytes)}, {gpus}{held})"


def _room(host: Host) -> int | None:
    return None if host.free is None else host.free.total_bytes + host.held_bytes


def _gb(size: int) -> str:
    return f"{size / _GB:.1f} GB" if size >= _GB / 10 else f"{size / _MB:.1f} MB"
