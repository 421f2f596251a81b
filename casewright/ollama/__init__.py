"""The Ollama server: what is on it, and one chat with it that always ends in a named outcome.

Facts about the server that shape this package: HTTP 200 is not success (`done` and `done_reason` say);
a prompt that does not fit is cut without a word; its counters are nanoseconds and optional; its Python
client has no timeout and lets several exceptions of its transport through.
"""

from casewright.ollama.headers import calls_carry
from casewright.ollama.hosts import DEFAULT_HOST, hosts, is_local, local_port, resolve_host
from casewright.ollama.models import LoadedModel, ModelInfo
from casewright.ollama.request import THINK, ChatRequest
from casewright.ollama.server import OllamaServer
from casewright.ollama.settings import ServerSettings, server_settings
from casewright.ollama.stream import Reply

__all__ = [
    "DEFAULT_HOST",
    "THINK",
    "ChatRequest",
    "LoadedModel",
    "ModelInfo",
    "OllamaServer",
    "Reply",
    "ServerSettings",
    "calls_carry",
    "hosts",
    "is_local",
    "local_port",
    "resolve_host",
    "server_settings",
]
