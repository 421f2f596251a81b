import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.ollama.context import Context
from casewright.prompts import Message


def context(characters: int, tokens: int | None = 8192) -> Context:
    """The room for a prompt of so many characters in plain English."""
    return Context.of([Message("user", "a" * characters)], tokens)


@pytest.mark.parametrize("tokens", [512, 2048, 8192, 131072])
@pytest.mark.parametrize("kept", [4, 5])
def test_the_length_that_a_cut_leaves_is_known(tokens, kept):
    """The server cuts to `num_ctx - (num_ctx - num_keep) / 2`; some models keep one token more."""
    left = tokens - (tokens - kept) // 2

    assert "the prompt did not fit" in context(10 * tokens, tokens).problem(left, 100)


def test_messages_that_were_dropped_are_missed():
    """What was counted cannot hold what was sent: the oldest messages are gone."""
    assert "40000 characters became 1500 tokens" in context(40_000).problem(1500, 100)


def test_a_prompt_at_the_brim_is_not_trusted():
    """A prompt as long as the context left no room for an answer."""
    assert context(40_000).problem(8192, 1) != ""


@pytest.mark.parametrize(
    ("characters", "tokens_in", "tokens_out"),
    [(6000, 1400, 900), (30_000, 7000, 1000), (14_000, 3500, 4096), (7000, 4098, 500), (6000, 1, 900)],
)
def test_what_fits_is_fine(characters, tokens_in, tokens_out):
    """Ordinary prompts, a short one as long as a cut one would be, and one that was mostly cached."""
    assert context(characters).problem(tokens_in, tokens_out) == ""


def test_a_context_that_rolled_on_is_told():
    """More tokens than the context holds: the beginning of the prompt was gone when the end was written."""
    assert "7000 and 2000 tokens in a context of 8192" in context(28_000).problem(7000, 2000)


@pytest.mark.parametrize(("tokens", "tokens_in"), [(None, 4098), (8192, None), (8192, 0)])
def test_without_figures_there_is_no_verdict(tokens, tokens_in):
    """A server that counts nothing, and a context that nobody knows, are no reason to refuse an answer."""
    assert context(80_000, tokens).problem(tokens_in, 10) == ""


@given(st.text(max_size=400), st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_short_prompt_was_never_cut(text, tokens_in, tokens_out):
    """A text has at most a token a byte, so a short one always fits, whatever a server counts."""
    room = Context.of([Message("user", text)], 8192)

    assert "the prompt did not fit" not in room.problem(tokens_in, tokens_out)
