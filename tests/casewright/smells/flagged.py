"""What the rules of one module say of a case, in a form that tests can read."""

from casewright.analysis import StoryText, SuiteText
from tests.builders import a_case, a_story


def flagged(rules, **changes):
    """(rule, field, words) of every finding in a case; the words are None for the whole field."""
    case = a_case(**changes)
    smells = [smell for rule in rules for smell in rule.smells(StoryText(a_story()), SuiteText([case]))]
    return [(smell.rule, smell.field, words(case, smell)) for smell in smells]


def words(case, smell):
    """What the span of a finding holds."""
    if smell.span is None:
        return None
    name, _, index = smell.field.rstrip("]").partition("[")
    text = getattr(case, name)[int(index)] if index else getattr(case, name)
    return text[slice(*smell.span)]
