import pytest

from casewright.smells import RULES
from tests.builders import ROOT

PAGE = (ROOT / "docs/smells.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_on_the_page(rule):
    """The page has a row for each rule, with the words that the rule itself uses."""
    row = f"| `{rule.id}` | {rule.severity} | {rule.meaning} | {rule.fix} | {rule.source} |"

    assert row in PAGE.splitlines()
