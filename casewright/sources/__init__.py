"""Reading what users have: files and folders of .txt, .csv, .tsv, .json and .jsonl, as rows with a place."""

from casewright.sources.columns import known_fields
from casewright.sources.rows import SUFFIXES, Row, read_rows

__all__ = ["SUFFIXES", "Row", "known_fields", "read_rows"]
