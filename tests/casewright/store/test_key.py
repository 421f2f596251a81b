from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.prompts import Message
from casewright.store import fingerprint

ASKED: dict[str, Any] = {
    "model_digest": "d1",
    "server_version": "0.34.0",
    "messages": (Message("system", "Be brief."), Message("user", "Write.")),
    "options": {"seed": 42, "temperature": 0.0, "num_ctx": 8192},
    "format": {"type": "object", "properties": {"a": {}, "b": {}}},
    "think": False,
    "repeat": 0,
}
CHANGES: list[dict[str, Any]] = [
    {"model_digest": "d2"},
    {"server_version": "0.35.0"},
    {"server_version": None},
    {"messages": (Message("system", "Be brief!"), Message("user", "Write."))},
    {"messages": (Message("user", "Be brief."), Message("user", "Write."))},
    {"messages": (Message("user", "Write."), Message("system", "Be brief."))},
    {"messages": (Message("system", "Be brief.Write."),)},
    {"options": ASKED["options"] | {"seed": 43}},
    {"options": ASKED["options"] | {"temperature": 0.3}},
    {"options": ASKED["options"] | {"num_ctx": 4096}},
    {"options": ASKED["options"] | {"top_k": 1}},
    {"format": None},
    {"format": "json"},
    {"format": {"type": "object", "properties": {"b": {}, "a": {}}}},
    {"think": None},
    {"think": True},
    {"repeat": 1},
]


@pytest.mark.parametrize("change", CHANGES, ids=repr)
def test_everything_that_determines_a_reply_changes_its_key(change):
    """Digest, version, messages, options, format with its order, thinking and repeat: each one counts."""
    assert fingerprint(**ASKED) != fingerprint(**ASKED | change)


def test_keys_of_all_changes_differ():
    """No two of the questions are taken for one another."""
    keys = {fingerprint(**ASKED | change) for change in [{}, *CHANGES]}

    assert len(CHANGES) + 1 == len(keys)
    assert all(len(key) == 64 for key in keys)


def test_the_order_of_options_says_nothing():
    """The same options are the same question, however they were written down."""
    turned = dict(reversed(ASKED["options"].items()))

    assert fingerprint(**ASKED) == fingerprint(**ASKED | {"options": turned})


@given(st.text(), st.text())
def test_any_text_has_a_key_of_its_own(one, other):
    """Two different messages never share a key, whatever is in them, and the same one always does."""
    first, second = (fingerprint(**ASKED | {"messages": (Message("user", text),)}) for text in (one, other))

    assert (one == other) is (first == second)
