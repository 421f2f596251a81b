"""Whether a judge is of the same family as a model whose suites it judges: such judges favour their own."""

import re
from collections.abc import Iterable

from casewright.ollama import ModelInfo

_LETTERS = re.compile(r"[a-z]+")


def family_of(name: str) -> str:
    """The family by name: `llama3.2:3b` and `someone/llama3-chatqa:8b` are both `llama`."""
    base = name.rpartition("/")[2].partition(":")[0].lower()
    found = _LETTERS.match(base)
    return found[0] if found else base


def family_warning(judge: ModelInfo, generators: Iterable[ModelInfo]) -> str | None:
    """What to know of a judge that is of one family with a generator; None where it is of none.

    The server's own `details.family` names the architecture, which is wider than who trained it.
    """
    related = {}
    for generator in generators:
        if generator.digest == judge.digest:
            related[generator.name] = "the same model"
        elif family_of(generator.name) == family_of(judge.name):
            related[generator.name] = f"both are {family_of(judge.name)} by name"
        elif judge.family and generator.family == judge.family:
            related[generator.name] = f"both are {judge.family} by what the server says"
    if not related:
        return None
    told = ", ".join(f"{name} ({why})" for name, why in sorted(related.items()))
    return (
        f"the judge {judge.name} is of one family with {told}: judges favour what reads like their own "
        "writing; take a judge of another family, or do not compare these cells by it"
    )
