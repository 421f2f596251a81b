"""People found by a spaCy pipeline, when one is installed. Nothing is ever downloaded."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

from casewright.pii.recogniser import Found, Page, Walker

_PEOPLE = frozenset({"PERSON", "PER"})


def people_finder(pipeline: str) -> Walker:
    """A finder that asks `pipeline` for people; a `ModuleNotFoundError` says what is not installed."""
    nlp = _load(pipeline)

    def walk(page: Page) -> Iterator[Found]:
        for entity in nlp(page.text).ents:
            if entity.label_ in _PEOPLE:
                yield Found(entity.start_char, entity.end_char, "PERSON")

    return Walker("ner", walk)


@cache
def _load(pipeline: str) -> Callable[[str], Any]:
    try:
        spacy: Any = import_module("spacy")
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("spaCy is not installed: install the extra 'ner'") from error
    if not spacy.util.is_package(pipeline):
        raise ModuleNotFoundError(
            f"the spaCy pipeline {pipeline!r} is not installed, and is never downloaded"
        )
    nlp: Callable[[str], Any] = spacy.load(pipeline, exclude=["lemmatizer", "textcat"])
    return nlp
