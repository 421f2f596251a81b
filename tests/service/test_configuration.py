import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.errors import CasewrightError
from casewright.paths import CHOICE, INDEX
from casewright.retrieval import Passage, Retriever
from service.configuration import ChoiceFile, configuration_of, load_configuration, served_name
from service.settings import ServiceSettings
from tests.fake_ollama import FakeOllama
from tests.service.conftest import Project


def problem() -> str:
    """The one line with which loading ends."""
    with pytest.raises(CasewrightError) as caught:
        load_configuration()
    message = str(caught.value)

    assert "\n" not in message
    return message


def test_without_a_choice_there_is_nothing_to_serve(project: Project):
    """The error names the file and the command that writes it."""
    assert problem() == "reports/choice.json: there is no such file; run `make repro`"


def test_the_baseline_needs_neither_prompt_nor_server(project: Project):
    """Rules in process: nothing else is loaded."""
    project.choose_baseline()
    configuration = load_configuration()

    assert (configuration.prompt, configuration.retriever) == (None, None)


def test_settings_are_those_that_were_measured(project: Project, ollama: FakeOllama):
    """What params.yaml says by now does not reach the service."""
    project.choose_model("llama3.2:1b", ollama, seed=7, num_ctx=4096)
    generate = load_configuration().generate

    assert (generate.seed, generate.num_ctx) == (7, 4096)


@pytest.mark.parametrize("file", ["improved_v1.j2", "rag.j2"])
def test_a_prompt_that_was_edited_is_not_served(project: Project, ollama: FakeOllama, file):
    """The prompt and those that it builds on have to be as they were measured."""
    passages = [Passage(id="document:a#1", text="A basket holds 30 lines.")]
    Retriever.build(passages).save(project.folder / INDEX)
    project.choose_model("llama3.2:1b", ollama, prompt="rag")
    with (project.folder / "prompts" / file).open("a") as prompt:
        prompt.write("\n")
    message = problem()

    assert "prompts/rag.j2 or one that it builds on is not what was measured" in message
    assert message.endswith("run `make repro`")


def test_a_prompt_that_is_gone_is_named(project: Project, ollama: FakeOllama):
    """A choice whose prompt was deleted cannot be served."""
    project.choose_model("llama3.2:1b", ollama, prompt="improved_v1")
    (project.folder / "prompts" / "improved_v1.j2").unlink()

    assert problem().startswith("prompt 'improved_v1': prompts/improved_v1.j2 is not there")


def test_rules_that_were_edited_are_not_served(project: Project):
    """The baseline has to be as it was measured, too."""
    project.choose_baseline()
    project.edit_choice(model_digest="0" * 64)

    assert problem() == (
        "reports/choice.json: the rules of 'baseline' are not those measured; run `make repro`"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"cell": "llama"}, "reports/choice.json: cell: "),
        ({"new_key": 1}, "reports/choice.json: new_key: "),
        ({"generate": {}}, "reports/choice.json: generate.max_attempts: "),
    ],
)
def test_a_choice_that_cannot_be_used_is_said_by_field(project: Project, changes, expected):
    """A choice of another version, or one edited by hand, names the field and the fix."""
    project.choose_baseline()
    project.edit_choice(**changes)
    message = problem()

    assert message.startswith(expected)
    assert message.endswith("run `make repro`")


def test_an_index_that_is_missing_is_found_at_the_start(project: Project, ollama: FakeOllama):
    """A prompt with passages needs the index before the first story comes."""
    project.choose_model("llama3.2:1b", ollama, prompt="rag")

    assert problem().startswith("data/index/terms.json: there is no such file")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "http://params:11434"),
        ({"OLLAMA_HOST": "client:1"}, "http://client:1"),
        ({"OLLAMA_SERVICE_HOST": "http://service:2"}, "http://service:2"),
        ({"OLLAMA_HOST": "client:1", "OLLAMA_SERVICE_HOST": "http://service:2"}, "http://service:2"),
    ],
)
def test_the_environment_says_where_the_server_is(
    project: Project, ollama: FakeOllama, monkeypatch: pytest.MonkeyPatch, environment, expected
):
    """A container's environment goes before params.yaml, and the service's own name before the client's."""
    project.choose_model("llama3.2:1b", ollama)
    project.set_params(ollama={"host": "params"})
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert load_configuration().ollama.host == expected


def test_an_address_that_is_none_is_found_at_the_start(
    project: Project, ollama: FakeOllama, monkeypatch: pytest.MonkeyPatch
):
    """A typing error in the environment ends the start in one line."""
    project.choose_model("llama3.2:1b", ollama)
    monkeypatch.setenv("OLLAMA_SERVICE_HOST", "http://ollama:port")

    assert "is no address" in problem()


def test_another_choice_can_be_named(project: Project):
    """The file is the one that the settings name, and errors name it too."""
    project.choose_baseline()
    elsewhere = project.folder / "elsewhere.json"
    (project.folder / CHOICE).rename(elsewhere)
    settings = ServiceSettings(service_choice=elsewhere)
    configuration = load_configuration(settings)
    elsewhere.write_text("[", encoding="utf-8")
    with pytest.raises(CasewrightError, match=r"elsewhere\.json: not JSON: .*; run `make repro`"):
        load_configuration(settings)

    assert configuration.file.path == elsewhere
    assert configuration.served_as == "baseline"


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.text(), st.lists).map(lambda value: json.dumps(value).encode())
)
def test_whatever_the_file_holds_is_one_line(content):
    """No content of the file is more than an error with a message."""
    file = ChoiceFile(CHOICE, content, datetime.now(UTC))
    with pytest.raises(CasewrightError) as caught:
        configuration_of(file, ServiceSettings())

    assert str(caught.value).startswith("reports/choice.json: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("measured", "asked_for"), [(None, 2), (5, 5)], ids=["as measured", "as the settings say"]
)
def test_how_many_are_written_at_once(project: Project, ollama: FakeOllama, measured, asked_for):
    """As many as when the choice was measured, unless the settings say otherwise."""
    project.choose_model("llama3.2:1b", ollama, concurrency=2)
    configuration = load_configuration(ServiceSettings(service_concurrency=measured))

    assert configuration.concurrency == asked_for


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("llama3.2:1b", "registry.local/llama3.2:1b"),
        ("Llama3.2:1B", "registry.local/llama3.2:1b"),
        ("llama3.2:3b", "llama3.2:3b"),
        ("hf.co/someone/qwen-2.5:Q4_K_M", "qwen:7b"),
    ],
)
def test_a_server_may_have_a_model_under_another_tag(monkeypatch: pytest.MonkeyPatch, model, expected):
    """A variable of the environment says so: the name in capitals, with `_` for whatever else it has."""
    monkeypatch.setenv("OLLAMA_SERVICE_MODEL_LLAMA3_2_1B", "registry.local/llama3.2:1b")
    monkeypatch.setenv("OLLAMA_SERVICE_MODEL_HF_CO_SOMEONE_QWEN_2_5_Q4_K_M", "qwen:7b")

    assert served_name(model, ServiceSettings()) == expected
