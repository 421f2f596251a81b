"""Baseline: the embedded default generator, a floor for models to beat. It is rules and tables, no AI.

A story is read once (`goal`, in the words of `phrases` and `wording`), its figures and criteria are found
(`limits`, `criteria`), and `suite` writes test cases from them and from what usually goes wrong with that
kind of action (`families`). The same story gives the same suite on every machine.
"""

import hashlib
from pathlib import Path

from casewright.baseline.suite import write_cases

__all__ = ["RULES_DIGEST", "write_cases"]


def _digest(folder: Path) -> str:
    """SHA-256 over the source of all modules in `folder`, whatever line ends the checkout gave them."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py"), key=lambda path: path.name):
        source = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        digest.update(f"{path.name}\0{source}\0".encode())
    return digest.hexdigest()


RULES_DIGEST = _digest(Path(__file__).parent)
"""Changes whenever a rule does: what a model's digest is to a model."""
