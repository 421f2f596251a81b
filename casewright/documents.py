"""A document that may be shown to a model, as cleaned."""

from casewright.records import Record, Text


class Document(Record):
    """One document of the user's."""

    file: Text
    """Its place in the folder of documents."""
    text: str
