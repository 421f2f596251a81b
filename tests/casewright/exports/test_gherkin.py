import re

import pytest
from gherkin.parser import Parser
from hypothesis import assume, given

from casewright.exports import Options, chunks
from casewright.exports.gherkin import GHERKIN, outcomes
from casewright.exports.suite import label, tidied
from tests.casewright.exports.made import an_exported_suite, exported, suites


def read(text):
    """The feature of a file, by the parser that Cucumber itself uses."""
    return Parser().parse(text)["feature"]


def flat(texts):
    """Texts on one line each."""
    return [" ".join(text.split("\n")) for text in texts]


def tags(node):
    """The names of the tags."""
    return [tag["name"] for tag in node["tags"]]


def scenarios(feature):
    """The scenarios of a feature."""
    return [child["scenario"] for child in feature["children"]]


def steps(scenario):
    """The texts of the steps by keyword, doc strings appended as further lines."""
    found, keyword = {"Given": [], "When": [], "Then": []}, ""
    for step in scenario["steps"]:
        keyword = keyword if step["keyword"] == "And " else step["keyword"].strip()
        more = f"\n{step['docString']['content']}" if "docString" in step else ""
        assert "dataTable" not in step
        found[keyword].append(step["text"] + more)
    return found


def test_a_story_is_a_feature_and_a_case_a_scenario():
    """Tags, story, criteria and origin are at the feature; id, type and priority at each scenario."""
    suite = an_exported_suite(count=2)
    feature = read(exported(GHERKIN, suite))
    first = scenarios(feature)[0]

    assert "US-001" == feature["name"]
    assert tags(feature) == [
        "@US-001",
        "@model_llama3.2:1b",
        "@prompt_improved_v1",
        "@digest_a1b2c3d4e5f6",
        "@run_0123456789ab",
    ]
    assert [line.strip() for line in feature["description"].split("\n")] == [
        f"Story: {suite.story}",
        "Criterion 1: Both ends of the range are part of it",
        "Written by llama3.2:1b with the prompt improved_v1 (digest a1b2c3d4e5f6, run 0123456789ab)",
    ]
    assert ["TC-001", "TC-002"] == [tags(one)[0][1:] for one in scenarios(feature)]
    assert ["@TC-001", "@positive", "@priority_high"] == tags(first)
    assert steps(first) == {
        "Given": ["The list holds products at €10.00, €20.00 and €30.00"],
        "When": ['Enter "15" in "From"', 'Press "Filter"'],
        "Then": ["The list shows the products at €20.00 and €30.00"],
    }


@given(suites)
def test_every_text_comes_back(suite):
    """The official parser finds the same texts, whatever is at the starts of their lines."""
    suite = tidied(suite)
    lines = [text for case in suite.test_cases for text in (*case.preconditions, *case.steps)]
    lines += [case.expected_result for case in suite.test_cases]
    assume(not any('\\"\\"\\"' in text and "\\`\\`\\`" in text for text in lines))
    feature = read(exported(GHERKIN, suite))
    told = [line.strip() for line in feature["description"].split("\n") if line]

    assert suite.story_id == feature["name"]
    assert f"@{label(suite.story_id)}" == tags(feature)[0]
    assert flat([suite.story] if suite.story else []) == [
        line.partition(": ")[2] for line in told if line.startswith("Story: ")
    ]
    assert flat(suite.acceptance_criteria) == [
        line.partition(": ")[2] for line in told if re.match(r"Criterion \d+: ", line)
    ]
    for case, scenario in zip(suite.test_cases, scenarios(feature), strict=True):
        found = steps(scenario)

        assert case.title == scenario["name"]
        assert [f"@{case.id}", f"@{case.type}", f"@priority_{case.priority}"] == tags(scenario)
        assert list(case.preconditions) == found["Given"]
        assert list(case.steps) == found["When"]
        assert case.expected_result == " AND ".join(found["Then"])


@pytest.mark.parametrize(
    ("expected", "parts"),
    [
        ("a AND b AND c", ("a", "b", "c")),
        ("a and b", ("a and b",)),
        ('"x AND y" is shown', ('"x AND y" is shown',)),
        ('"x" is shown AND "y" is not', ('"x" is shown', '"y" is not')),
        ("a AND  AND b", ("a AND  AND b",)),
        (" AND ", (" AND ",)),
    ],
)
def test_an_expected_result_is_divided_at_and_in_capitals(expected, parts):
    """But not within quotation marks, and not where nothing would be left."""
    assert parts == outcomes(expected)


@pytest.mark.parametrize("mark", ['"""', "```"])
def test_marks_of_doc_strings_are_text_within_them(mark):
    """The other mark is used."""
    text = f"Enter\n{mark}\nScenario: x\n  {mark} y"
    case = an_exported_suite().test_cases[0].model_copy(update={"steps": (text,)})
    feature = read(exported(GHERKIN, an_exported_suite(test_cases=(case,))))

    assert [text] == steps(scenarios(feature)[0])["When"]


def test_both_marks_are_text_as_well():
    """The second kind is written with backslashes, which the parser takes away."""
    text = 'Enter\n"""\n```\nend'
    case = an_exported_suite().test_cases[0].model_copy(update={"steps": (text,)})
    feature = read(exported(GHERKIN, an_exported_suite(test_cases=(case,))))

    assert [text] == steps(scenarios(feature)[0])["When"]


def test_each_story_is_a_file():
    """The language has one feature a file."""
    found = list(chunks(GHERKIN, [an_exported_suite("US-001"), an_exported_suite("US-002")], Options()))

    assert [1, 1, 2, 2] == [chunk.file for chunk in found]
    assert ["US-001", "US-002"] == [read(chunk.text)["name"] for chunk in found if chunk.text]
