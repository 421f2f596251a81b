from casewright.baseline.criteria import find_rules, messages_with


def test_refusal() -> None:
    """A refusal gives what is refused and what is answered, one rule for each."""
    rules = find_rules(
        ['A shorter term is refused with "Too short." and a longer one with "Too long."; nothing moves.']
    )

    assert [(rule.subject, rule.outcome) for rule in rules] == [
        ("A shorter term", '"Too short."'),
        ("a longer one", '"Too long."'),
        ("", "nothing moves"),
    ]
    assert [rule.is_negative for rule in rules] == [True, True, False]


def test_otherwise() -> None:
    """What happens otherwise happens to what breaks the rule before it."""
    rules = find_rules(['A title has 5 to 80 characters; otherwise "Use 5 to 80." is shown.'])

    assert rules[1].subject == "a value outside this rule"
    assert rules[1].outcome == '"Use 5 to 80." is shown'


def test_message_of_two_sentences() -> None:
    """A message is never cut, whatever sentences it holds."""
    (rule,) = find_rules(['A further one is refused with "You have 10. Remove one first."'])

    assert rule.outcome == '"You have 10. Remove one first."'


def test_condition() -> None:
    """A condition before the comma is kept apart from what then happens."""
    (rule,) = find_rules(["When the product is discontinued, its target is cancelled."])

    assert (rule.condition, rule.outcome) == ("When the product is discontinued", "its target is cancelled")


def test_given_when_then() -> None:
    """A criterion in Gherkin is one rule."""
    (rule,) = find_rules(["Given an empty basket, when I pay, then an error is shown"])

    assert (
        rule.condition,
        rule.outcome,
        rule.is_negative,
    ) == ("given an empty basket, I pay", "an error is shown", True)


def test_control() -> None:
    """A button that acts is named."""
    (rule,) = find_rules(['"Update" recalculates the total without leaving /basket.'])

    assert rule.control == "Update"


def test_messages_with() -> None:
    """A message belongs to a figure only when it names exactly that figure."""
    criteria = ['refused with "Up to 60 characters."', 'refused with "At most 6."']

    assert messages_with(criteria, "6") == ["At most 6."]


def test_nothing_refused() -> None:
    """What is said of no value refuses none."""
    (rule,) = find_rules(["While an account is locked, no entry is answered with the number of tries."])

    assert (rule.condition, rule.subject) == ("While an account is locked", "")
    assert rule.outcome == "no entry is answered with the number of tries"


def test_entity() -> None:
    """The semicolon of an HTML entity ends no clause."""
    (rule,) = find_rules(["The text &amp; stays &amp; and does not become &."])

    assert rule.outcome == "The text &amp; stays &amp; and does not become &"
