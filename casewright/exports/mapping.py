"""What our priorities and types are called in each tool."""

from collections.abc import Mapping

from casewright.records import CaseType, Priority

TESTRAIL_PRIORITY: Mapping[Priority, str] = {
    Priority.CRITICAL: "Critical",
    Priority.HIGH: "High",
    Priority.MEDIUM: "Medium",
    Priority.LOW: "Low",
}
JIRA_PRIORITY: Mapping[Priority, str] = {
    Priority.CRITICAL: "Highest",
    Priority.HIGH: "High",
    Priority.MEDIUM: "Medium",
    Priority.LOW: "Low",
}
JIRA_PRIORITY_ID: Mapping[Priority, str] = {
    Priority.CRITICAL: "1",
    Priority.HIGH: "2",
    Priority.MEDIUM: "3",
    Priority.LOW: "4",
}
"""Ids of Jira's own priorities: Xray's importer takes these from a table, and names over REST."""
ZEPHYR_PRIORITY: Mapping[Priority, str] = {
    Priority.CRITICAL: "High",
    Priority.HIGH: "High",
    Priority.MEDIUM: "Normal",
    Priority.LOW: "Low",
}
AZURE_PRIORITY: Mapping[Priority, str] = {
    Priority.CRITICAL: "1",
    Priority.HIGH: "2",
    Priority.MEDIUM: "3",
    Priority.LOW: "4",
}
QASE_PRIORITY: Mapping[Priority, str] = {
    Priority.CRITICAL: "high",
    Priority.HIGH: "high",
    Priority.MEDIUM: "medium",
    Priority.LOW: "low",
}
QASE_SEVERITY: Mapping[Priority, str] = {
    Priority.CRITICAL: "critical",
    Priority.HIGH: "major",
    Priority.MEDIUM: "normal",
    Priority.LOW: "minor",
}

TESTRAIL_TYPE: Mapping[CaseType, str] = dict.fromkeys(CaseType, "Functional")
"""TestRail's types say what a test is for (smoke, security), not what it probes: that is in the labels."""
QASE_BEHAVIOR: Mapping[CaseType, str] = {
    CaseType.POSITIVE: "positive",
    CaseType.NEGATIVE: "negative",
    CaseType.EDGE_CASE: "undefined",
    CaseType.BOUNDARY: "undefined",
}
"""An edge case or a boundary can end either way."""
