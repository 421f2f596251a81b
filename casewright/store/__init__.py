"""The response store: every reply that a model finished, kept outside the workspace and never paid for twice.

A reply is found by a fingerprint of everything that determines it. What a model did not finish (a timeout,
an abort, a server error) is not kept. `python -m casewright.store info|prune` looks after the file.
"""

from casewright.store.database import Kept, ResponseStore, Usage
from casewright.store.key import fingerprint
from casewright.store.location import store_path
from casewright.store.replies import StoringChat, Where

__all__ = ["Kept", "ResponseStore", "StoringChat", "Usage", "Where", "fingerprint", "store_path"]
