import pytest

from casewright.baseline.phrases import core_of, definite, verb_of, without_limit


@pytest.mark.parametrize(
    ("phrase", "verb"),
    [("rename a product", "rename"), ("quickly access data", "access"), ("apply a hold", "apply")],
)
def test_verb(phrase: str, verb: str) -> None:
    """The verb is the first word that is no adverb."""
    assert verb == verb_of(phrase)


def test_core_of_a_short_action() -> None:
    """A short action is its own core."""
    assert core_of("rename a product in the back office") == "rename a product in the back office"


def test_core_of_a_long_action() -> None:
    """A long action is cut where its first qualifier begins."""
    phrase = (
        "download a CSV of the data that is used in any visualisation that the user is viewing at the time"
    )

    assert core_of(phrase) == "download a CSV of the data"


@pytest.mark.parametrize(
    ("phrase", "rest"),
    [
        ("open an account with a password of 12 to 64 characters", "open an account with a password"),
        ("import up to 500 new products from one file", "import new products from one file"),
        ("share the list through a link that stays open for 14 days", "share the list through a link"),
        ("transfer between £20 and £1,000 to a friend", "transfer to a friend"),
        ("use a code to be valid on 30 March", "use a code to be valid"),
        ("confirm a device with a 6-digit code", "confirm a device"),
        ("rename a product", "rename a product"),
    ],
)
def test_without_limit(phrase: str, rest: str) -> None:
    """An action can be told without the figure that limits it."""
    assert rest == without_limit(phrase)


@pytest.mark.parametrize(
    ("noun", "phrase"),
    [
        ("a product", "the product"),
        ("any course or event", "the course or event"),
        ("FAQs", "FAQs"),
        ("it", "the result"),
        ("", "the result"),
    ],
)
def test_definite(noun: str, phrase: str) -> None:
    """A thing is definite; a name stands alone, and nothing becomes "the result"."""
    assert phrase == definite(noun)
