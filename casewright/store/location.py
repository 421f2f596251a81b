"""Where the response store is: outside the workspace, so that clones and queued experiments share it."""

import os
from pathlib import Path

VARIABLE = "CASEWRIGHT_STORE"
FILE = "responses.sqlite"


def store_path(setting: str | None = None) -> Path:
    """The file: `generate.store`, else CASEWRIGHT_STORE, else `casewright/` in the user's cache folder."""
    named = setting or os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache").absolute() / "casewright" / FILE
