"""Which settings of its own a server runs with: some decide what a model writes, and how fast."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import psutil

from casewright.machine import find_server
from casewright.ollama.hosts import local_port

SETTINGS = (
    "OLLAMA_NUM_PARALLEL",
    "OLLAMA_MAX_LOADED_MODELS",
    "OLLAMA_MAX_QUEUE",
    "OLLAMA_KEEP_ALIVE",
    "OLLAMA_LOAD_TIMEOUT",
    "OLLAMA_CONTEXT_LENGTH",
    "OLLAMA_KV_CACHE_TYPE",
    "OLLAMA_FLASH_ATTENTION",
    "OLLAMA_GPU_OVERHEAD",
    "OLLAMA_SCHED_SPREAD",
    "OLLAMA_LLM_LIBRARY",
    "OLLAMA_NO_CLOUD",
    "CUDA_VISIBLE_DEVICES",
    "ROCR_VISIBLE_DEVICES",
    "HIP_VISIBLE_DEVICES",
    "GGML_VK_VISIBLE_DEVICES",
)
"""All that is ever read of an environment: none of them holds a secret, an address or a path."""

Source = Literal["server process", "own environment", "not known"]


@dataclass(frozen=True)
class ServerSettings:
    """The settings that are set; the server's own defaults hold for the others."""

    source: Source
    """`own environment` is where a local server started from the same shell has them from: a guess."""
    values: Mapping[str, str]


def server_settings(host: str) -> ServerSettings:
    """The settings of the server at `host`: read from its process, where that is here and readable."""
    port = local_port(host)
    if port is None:
        return ServerSettings("not known", {})
    for process in find_server(port).processes:
        try:
            return ServerSettings("server process", _chosen(process.environ()))
        except psutil.Error:
            continue
    return ServerSettings("own environment", _chosen(os.environ))


def _chosen(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment[name] for name in SETTINGS if environment.get(name)}
