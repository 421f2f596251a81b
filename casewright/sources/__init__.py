"""Reading what users have: files and folders of .txt, .csv, .tsv, .json and .jsonl, as rows with a place."""

from casewright.sources.columns import known_fields
from casewright.sources.documents import read_documents
from casewright.sources.folders import SUFFIXES, read_rows
from casewright.sources.row import Row, place

__all__ = ["SUFFIXES", "Row", "known_fields", "place", "read_documents", "read_rows"]
