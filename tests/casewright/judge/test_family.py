import pytest

from casewright.judge.family import family_of, family_warning
from casewright.ollama import ModelInfo


def a_model(name: str, digest: str = "", family: str | None = None) -> ModelInfo:
    """A model as the server describes it."""
    return ModelInfo(name, digest or f"digest of {name}", "0.34.0", None, family=family)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("llama3.2:1b", "llama"),
        ("someone/llama3-chatqa:8b", "llama"),
        ("hf.co/someone/Qwen2.5-7B-Instruct-GGUF:Q4_K_M", "qwen"),
        ("phi4", "phi"),
        ("123", "123"),
    ],
)
def test_the_family_is_what_a_name_begins_with(name, family):
    """Without owner, size and tag."""
    assert family == family_of(name)


def test_sizes_of_one_family_are_related():
    """llama3.2:1b judged by llama3.2:3b."""
    warning = family_warning(a_model("llama3.2:3b"), [a_model("llama3.2:1b")])

    assert warning is not None
    assert "llama3.2:3b is of one family with llama3.2:1b (both are llama by name)" in warning


def test_the_server_may_know_better_than_the_name():
    """A renamed model has its architecture still."""
    warning = family_warning(a_model("mine", family="gemma3"), [a_model("gemini-like", family="gemma3")])

    assert warning is not None
    assert "both are gemma3 by what the server says" in warning


def test_the_same_model_by_another_name_is_told():
    """Its digest is the same."""
    warning = family_warning(a_model("one", "d"), [a_model("other", "d")])

    assert warning is not None
    assert "other (the same model)" in warning


def test_every_relative_is_named_and_strangers_are_not():
    """One line for all."""
    models = [a_model("qwen3:8b"), a_model("llama3.2:1b"), a_model("llama3.2:3b")]
    warning = family_warning(a_model("llama3.3:70b"), models)

    assert warning is not None
    assert "llama3.2:1b (both" in warning
    assert "llama3.2:3b (both" in warning
    assert "qwen" not in warning


def test_a_judge_of_another_family_is_not_warned_of():
    """Not knowing the architecture is no relation."""
    assert family_warning(a_model("phi4", family=None), [a_model("llama3.2:1b", family=None)]) is None
