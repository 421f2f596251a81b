"""What a reply is found by: a fingerprint of everything that determines it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from casewright.prompts import Message


def fingerprint(
    *,
    model_digest: str,
    server_version: str | None,
    messages: Sequence[Message],
    options: dict[str, Any],
    format: dict[str, Any] | str | None,  # noqa: A002  the name that the API gives it
    think: bool | None,
    repeat: int,
) -> str:
    """SHA-256, in hexadecimal, over all that determines a reply.

    The order of options says nothing; that of a schema's fields does, because models write in it.

    Args:
        model_digest: of the manifest, so weights, template and the model's own parameters.
        server_version: another version may sample, parse or template differently.
        messages: as rendered, in order.
        options: all of them, the seed included.
        format: the schema, `json`, or None.
        think: as asked of the server.
        repeat: 0 for the first answer to this question, 1 for a second one that is wanted beside it.

    """
    parts = [
        model_digest,
        server_version,
        [[message.role, message.content] for message in messages],
        sorted(options.items()),
        format,
        think,
        repeat,
    ]
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
