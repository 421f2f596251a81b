import re

import pytest

from casewright.exports import EXPORTERS, mapping
from casewright.records import CaseType, Priority
from tests.builders import ROOT

TEXT = (ROOT / "docs" / "exports.md").read_text("utf-8")
PRIORITIES = (
    mapping.TESTRAIL_PRIORITY,
    mapping.JIRA_PRIORITY_ID,
    mapping.JIRA_PRIORITY,
    mapping.ZEPHYR_PRIORITY,
    mapping.AZURE_PRIORITY,
    mapping.QASE_PRIORITY,
    mapping.QASE_SEVERITY,
)


def test_every_format_is_documented():
    """In the order in which the command lists them."""
    assert list(EXPORTERS) == re.findall(r"^\| `([a-z-]+)` \|", TEXT, re.MULTILINE)


@pytest.mark.parametrize("priority", Priority)
def test_the_table_of_priorities_is_what_is_written(priority):
    """A row a priority, a column a tool."""
    names = " | ".join(table[priority] for table in PRIORITIES)

    assert f"| {priority} | {names} |" in TEXT


@pytest.mark.parametrize("type_", CaseType)
def test_the_table_of_types_is_what_is_written(type_):
    """A row a type, a column a tool."""
    assert f"| {type_} | {mapping.TESTRAIL_TYPE[type_]} | Manual | {mapping.QASE_BEHAVIOR[type_]} |" in TEXT
