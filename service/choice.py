"""What is served, as the service tells it."""

from casewright.choice import Choice
from casewright.records import Cell
from service.envelope import Answer


class Chosen(Answer):
    """The configuration that is served."""

    model: str
    model_digest: str
    prompt: str | None
    """None: the baseline takes no prompt."""
    prompt_hash: str
    is_language_model: bool
    description: str


def chosen(choice: Choice) -> Chosen:
    """A choice in short."""
    return Chosen(
        model=choice.cell.model,
        model_digest=choice.model_digest,
        prompt=choice.cell.prompt,
        prompt_hash=choice.prompt_hash,
        is_language_model=choice.is_language_model,
        description=_description(choice.cell, is_language_model=choice.is_language_model),
    )


def _description(cell: Cell, *, is_language_model: bool) -> str:
    if is_language_model:
        return f"test cases are written by the language model {cell.model} with the prompt {cell.prompt}"
    return f"test cases are written by {cell.model}, which is rule-based and not a language model"
