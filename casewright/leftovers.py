"""A second look: what the scrubber still finds in records that were scrubbed before."""

from collections.abc import Iterator, Mapping
from typing import Any

from casewright.params import CleanParams
from casewright.pii import Policy, Scrubber

_NO_TEXT = frozenset(
    {"id", "story_id", "type", "priority", "difficulty", "subset", "derived", "story_issues"}
)
"""Fields that hold no words of the user's."""


def personal_data(record: Mapping[str, Any], params: CleanParams) -> str:
    """What is personal in the texts of `record`, such as `EMAIL in story, PHONE in tags`; empty: nothing.

    The values themselves are never in it. Where scrubbing is switched off nothing is looked for.
    """
    if not params.scrub_pii:
        return ""
    scrubber = Scrubber(
        keep_terms=params.keep_terms, policy=Policy(**params.keep.model_dump()), ner=params.ner
    )
    found = {
        f"{type_} in {field}": None for field, text in _texts(record) for type_ in scrubber.scrub(text).counts
    }
    return ", ".join(found)


def _texts(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field, value in record.items():
        if field in _NO_TEXT:
            continue
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                yield field, text
