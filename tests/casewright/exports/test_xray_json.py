import json
from itertools import groupby

import pytest
from hypothesis import given

from casewright.errors import DataError
from casewright.exports import Options, chunks
from casewright.exports.suite import labels, tidied
from casewright.exports.xray_json import XRAY_JSON
from tests.casewright.exports.made import an_exported_suite, at_last, exported, suites


@given(suites)
def test_every_text_comes_back(suite):
    """An array of tests with exactly the fields that the import knows."""
    suite = tidied(suite)
    tests = json.loads(exported(XRAY_JSON, suite))

    for case, test in zip(suite.test_cases, tests, strict=True):
        assert {"testtype", "fields", "steps", "xray_test_repository_folder"} <= set(test)
        assert set(test) <= {"testtype", "fields", "steps", "xray_test_repository_folder", "update"}
        assert case.title == test["fields"]["summary"]
        assert list(labels(suite, case)) == test["fields"]["labels"]
        assert [{"action", "data", "result"}] * len(case.steps) == [set(step) for step in test["steps"]]
        assert list(case.steps) == [step["action"] for step in test["steps"]]
        assert at_last(case) == [step["result"] for step in test["steps"]]


def test_a_test_is_linked_to_the_issue_that_it_tests():
    """Where the story's id can be the key of one."""
    test, other = (
        json.loads(exported(XRAY_JSON, an_exported_suite(name)))[0] for name in ("SHOP-7", "US-001")
    )

    assert {"key": "SHOP"} == test["fields"]["project"]
    assert {"name": "High"} == test["fields"]["priority"]
    assert "/Casewright/SHOP-7" == test["xray_test_repository_folder"]
    assert test["update"] == {
        "issuelinks": [{"add": {"type": {"name": "Test"}, "outwardIssue": {"key": "SHOP-7"}}}]
    }
    assert "update" not in other


def test_every_file_is_an_array_of_at_most_a_thousand():
    """Xray takes no more in a request."""
    suites = [an_exported_suite(f"US-{number:03d}", count=7) for number in range(1, 301)]
    found = chunks(XRAY_JSON, suites, Options(project="SHOP"))
    files = ["".join(chunk.text for chunk in one) for _, one in groupby(found, lambda chunk: chunk.file)]

    assert [1000, 1000, 100] == [len(json.loads(text)) for text in files]


def test_without_a_project_there_is_no_export():
    """Jira has to know where the tests belong."""
    with pytest.raises(DataError, match=r"format 'xray-json': no project; .* add PROJECT=SHOP"):
        list(chunks(XRAY_JSON, [an_exported_suite()], Options()))
