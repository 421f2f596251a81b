import errno

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from casewright.errors import ServerError
from service.tracebacks import headline_of, message_of, stacktrace_of

SECRET = "As a shopper, I want to save my basket"


class Sent(BaseModel):
    number: int
    letter: str


def refused_by_pydantic() -> ValidationError:
    """The error of a body whose field is no number."""
    with pytest.raises(ValidationError) as caught:
        Sent.model_validate({"number": SECRET})
    assert SECRET in str(caught.value)
    return caught.value


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    """The same error once it was raised."""
    with pytest.raises(type(error)) as caught:
        raise error from cause
    return caught.value


@pytest.mark.parametrize(
    ("error", "headline"),
    [
        (ValueError(SECRET), "ValueError"),
        (KeyError(SECRET), "KeyError"),
        (RuntimeError(SECRET), "RuntimeError"),
        (AssertionError(SECRET), "AssertionError"),
        (UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET), "UnicodeDecodeError"),
        (
            FileNotFoundError(errno.ENOENT, "No such file", SECRET),
            "FileNotFoundError: [Errno 2] No such file",
        ),
        (OSError(SECRET), "OSError"),
        (ServerError("model 'x': not there"), "casewright.errors.ServerError: model 'x': not there"),
        (
            AttributeError("'str' object has no attribute 'x'"),
            "AttributeError: 'str' object has no attribute 'x'",
        ),
        (
            ExceptionGroup(SECRET, [KeyError(SECRET), TypeError("x")]),
            "ExceptionGroup: KeyError; TypeError: x",
        ),
    ],
)
def test_only_messages_that_quote_nothing_are_kept(error, headline):
    """Names of classes always; words only of those that are about code or ours."""
    assert headline == headline_of(error)


def test_pydantic_says_which_rules_were_broken_and_not_by_what():
    """Its own words hold the value."""
    assert "2 problems with Sent: int_parsing, missing" == message_of(refused_by_pydantic())


def test_pydantic_is_understood_without_a_model():
    """An adapter has a title as well."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(int).validate_python(SECRET)

    assert "1 problems with int: int_parsing" == message_of(caught.value)


def test_causes_come_before_their_effects():
    """Each with its stack, none with its message."""
    cause = raised(refused_by_pydantic())
    text = stacktrace_of(raised(ValueError(SECRET), cause))

    assert text.index("int_parsing") < text.index("which led to") < text.rindex("ValueError")
    assert "raise error from cause" in text
    assert SECRET not in text


def test_a_circle_of_causes_ends():
    """Whoever raises an error from itself gets a log all the same."""
    one, two = ValueError(), KeyError()
    one.__cause__, two.__cause__ = two, one

    assert "KeyError\n\nwhich led to:\n\nValueError" == stacktrace_of(one)


def test_a_stack_is_not_endless():
    """Of a recursion only the end is of interest."""

    def fall(depth: int) -> None:
        if depth == 0:
            raise ValueError
        fall(depth - 1)

    with pytest.raises(ValueError) as caught:  # noqa: PT011  it has no message
        fall(400)

    assert 250 > len(stacktrace_of(caught.value).splitlines())


def test_scrubbed_messages_are_kept():
    """Where somebody makes them fit to be shown."""
    assert "ValueError: SHOPPER" == headline_of(ValueError("shopper"), str.upper)
