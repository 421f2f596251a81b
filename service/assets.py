"""Files that a browser loads: read once, sent with a tag by which it knows that it has them already."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import Request
from starlette.responses import Response

_MEDIA_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".png": "image/png",
}


def content_policy(*more: str) -> str:
    """What a page of ours may do in a browser: run and load what this origin serves, and nothing inline."""
    own = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:"
    return "; ".join((own, "base-uri 'none'; form-action 'none'; frame-ancestors 'none'", *more))


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    media_type: str
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self, request: Request) -> Response:
        """The file, or 304 for a client that has it."""
        tag = self.headers["ETag"]
        known = request.headers.get("If-None-Match", "")
        if any(one.strip().removeprefix("W/") in (tag, "*") for one in known.split(",")):
            return Response(status_code=304, headers=self.headers)
        return Response(self.body, media_type=self.media_type, headers=self.headers)


def load_asset(path: Path, policy: str) -> Asset:
    """The file at `path`. It is asked for again each time: an update of the service is seen at once."""
    body = path.read_bytes()
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Cache-Control": "no-cache",
        "Content-Security-Policy": policy,
    }
    return Asset(body, _MEDIA_TYPES[path.suffix], headers)
