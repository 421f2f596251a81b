import pytest
from ollama import ListResponse, ShowResponse

from casewright.ollama.models import ModelInfo, model_info, tagged

LISTED = ListResponse.Model(model="m:1b", digest="abc")


def info(**shown: object) -> ModelInfo:
    """What is known of a model that is shown so."""
    return model_info("m:1b", LISTED, ShowResponse.model_validate({"model_info": {}} | shown), "0.33.0")


def test_options_in_another_order_are_the_same():
    """The server gives a model's own options in another order each time it is asked."""
    one, other = info(parameters='stop  "a"\ntop_k  3'), info(parameters='top_k  3\nstop  "a"')

    assert one.parameters_hash == other.parameters_hash != info(parameters="top_k  4").parameters_hash


def test_a_path_makes_no_other_modelfile():
    """Where a machine keeps the model, and the words on how to use the file, are no part of the model."""
    here = "# Modelfile generated\nFROM /root/.ollama/models/blobs/sha256-1\nTEMPLATE {{ .Prompt }}"
    there = "FROM /home/ada/models/blobs/sha256-1\nTEMPLATE {{ .Prompt }}"

    assert info(modelfile=here).modelfile_hash == info(modelfile=there).modelfile_hash
    assert info(modelfile=here).modelfile_hash != info(modelfile=f"{here}\nSYSTEM Be brief.").modelfile_hash


def test_what_is_not_told_is_not_known():
    """A server that shows little leaves the rest open."""
    assert info() == ModelInfo("m:1b", "abc", "0.33.0", quantization=None)


@pytest.mark.parametrize(
    ("facts", "tokens"), [({"llama.context_length": 8192}, 8192), ({"llama.vocab_size": 5}, None)]
)
def test_the_training_context_is_named_after_the_architecture(facts, tokens):
    """Whatever the architecture is called."""
    assert info(model_info=facts).trained_context_tokens == tokens


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("llama3.2", "llama3.2:latest"),
        ("llama3.2:1b", "llama3.2:1b"),
        ("host:5000/team/m", "host:5000/team/m:latest"),
    ],
)
def test_a_name_without_tag_is_latest(name, listed):
    """A port is no tag."""
    assert tagged(name) == listed
