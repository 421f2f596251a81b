"""Xray Cloud's bulk import of tests over REST (`POST /api/v2/import/test/bulk`): one array of tests."""

import json
from collections.abc import Iterator
from typing import Any

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.mapping import JIRA_PRIORITY
from casewright.exports.rows import issue_key, steps
from casewright.exports.suite import ExportedSuite, labels
from casewright.exports.xray_csv import ISSUES_AN_IMPORT, TEST_TYPE, description, folder
from casewright.records import TestCase

LINK = "Test"
"""Jira's type of link from a test to what it tests, as Xray Cloud makes it."""


def _test(suite: ExportedSuite, case: TestCase, project: str | None) -> dict[str, Any]:
    test: dict[str, Any] = {
        "testtype": TEST_TYPE,
        "fields": {
            "project": {"key": project},
            "summary": case.title,
            "description": description(suite, case),
            "priority": {"name": JIRA_PRIORITY[case.priority]},
            "labels": list(labels(suite, case)),
        },
        "steps": [{"action": action, "data": "", "result": expected} for action, expected in steps(case)],
        "xray_test_repository_folder": f"/{folder(suite)}",
    }
    key = issue_key(suite.story_id)
    if key:
        link = {"type": {"name": LINK}, "outwardIssue": {"key": key}}
        test["update"] = {"issuelinks": [{"add": link}]}
    return test


def _pieces(suite: ExportedSuite, _: Place, options: Options) -> Iterator[str]:
    for case in suite.test_cases:
        yield json.dumps(_test(suite, case, options.project), ensure_ascii=False, indent=2)


XRAY_JSON = Exporter(
    name="xray-json",
    purpose="Xray Cloud, bulk import of tests over REST; at most 1,000 tests a file; needs a project",
    suffix=".json",
    media_type="application/json",
    pieces=_pieces,
    head=lambda _: "[\n",
    between=",\n",
    tail="\n]\n",
    cases_a_file=ISSUES_AN_IMPORT,
    needs_project=True,
)
