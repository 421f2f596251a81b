import pytest

from casewright.exports import mapping
from casewright.records import CaseType, Priority

PRIORITIES = ["TESTRAIL_PRIORITY", "JIRA_PRIORITY", "JIRA_PRIORITY_ID", "ZEPHYR_PRIORITY", "AZURE_PRIORITY"]
PRIORITIES += ["QASE_PRIORITY", "QASE_SEVERITY"]


@pytest.mark.parametrize("name", PRIORITIES)
def test_every_priority_has_a_name_in_every_tool(name):
    """And a higher one never has a lower name."""
    table = getattr(mapping, name)
    names = [table[priority] for priority in Priority]

    assert set(Priority) == set(table)
    assert names == sorted(names, key=names.index)


@pytest.mark.parametrize("name", ["TESTRAIL_TYPE", "QASE_BEHAVIOR"])
def test_every_type_has_a_name_in_every_tool(name):
    """Where the tool has a field for it."""
    assert set(CaseType) == set(getattr(mapping, name))
