from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from casewright.errors import ParamsError
from casewright.metrics import METRICS
from casewright.params import GenerateParams, Limit, Params, load_params
from tests.conftest import ROOT

SHIPPED = ROOT / "params.yaml"


@pytest.fixture
def load(tmp_path) -> Callable[..., Params]:
    """Load the shipped settings with one change, given as dotted key and value."""

    def changed(key: str = "model", value: Any = "baseline", *, rename: str | None = None) -> Params:
        settings = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
        *parents, last = key.split(".")
        section = settings
        for parent in parents:
            section = section[parent]
        if rename:
            section[rename] = section.pop(last)
        else:
            section[last] = value
        path = tmp_path / "params.yaml"
        path.write_text(yaml.safe_dump(settings), encoding="utf-8")
        return load_params(path)

    return changed


def refusal(load: Callable[..., Params], *change: Any, **named: Any) -> str:
    """The message of the error that a change leads to, without the path."""
    with pytest.raises(ParamsError) as error:
        load(*change, **named)
    path, _, message = str(error.value).partition("params.yaml: ")
    assert path
    assert "\n" not in message
    return message


def test_the_shipped_settings_load(params):
    """params.yaml as it comes is valid, asks for the baseline and names only metrics that exist."""
    assert params.models == ("baseline",)
    assert params.prompts == ("improved_v1",)
    assert set(params.targets) <= set(METRICS)


# ---- names


@pytest.mark.parametrize(
    ("value", "models"),
    [
        ("llama3.2:1b", ("llama3.2:1b",)),
        (["llama3.2:1b"], ("llama3.2:1b",)),
        (["b", "a"], ("b", "a")),
        (["b", "a", "b"], ("b", "a")),
    ],
)
def test_a_model_is_a_name_or_a_list_of_names(load, value, models):
    """A bare name works like a list of one; order is kept and a name counts once."""
    assert load("model", value).models == models


@pytest.mark.parametrize("key", ["model", "prompt"])
@pytest.mark.parametrize("value", [3, None, "", ["a", 3], [""], {"a": 1}])
def test_what_is_no_name_is_refused_in_plain_words(load, key, value):
    """The message names the key and shows the value."""
    message = refusal(load, key, value)

    assert message.startswith(f"{key}: should be a name or a list of names; got ")


def test_no_name_at_all_is_refused(load):
    """An empty list would compare nothing."""
    assert refusal(load, "prompt", []) == "model and prompt each need at least one name"


# ---- keys


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("promt", "promt: unknown key; did you mean 'prompt'?"),
        ("generate.max_attempt", "generate.max_attempt: unknown key; did you mean 'max_attempts'?"),
        ("generate.stor", "generate.stor: unknown key; did you mean 'store'?"),
        ("targets.latency_p95_s.bellow", "targets.latency_p95_s.bellow: unknown key; did you mean 'below'?"),
        (
            "choice.limits.success_rate.x",
            "choice.limits.success_rate.x: unknown key; known are above, at_least, ",
        ),
        ("ollama.zzz", "ollama.zzz: unknown key; known are attempt_timeout_s, connect_timeout_s, host, "),
    ],
)
def test_an_unknown_key_comes_with_the_nearest(load, key, hint):
    """A key that does not exist is named in full, with the one that was meant."""
    assert refusal(load, key, 1).startswith(hint)


@pytest.mark.parametrize(
    ("key", "misspelt", "hint"),
    [
        ("model", "modle", "modle: unknown key; did you mean 'model'?"),
        ("generate.seed", "sed", "generate.sed: unknown key; did you mean 'seed'?"),
    ],
)
def test_a_misspelt_key_is_told_from_a_missing_one(load, key, misspelt, hint):
    """A misspelt key is missing too, and the misspelling is what is said."""
    assert refusal(load, key, rename=misspelt) == hint


def test_a_missing_key_is_named(tmp_path):
    """Nothing has a hidden default: a setting that is not there is named."""
    path = tmp_path / "params.yaml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace("  seed: 42\n", ""), encoding="utf-8")
    with pytest.raises(ParamsError, match=r"generate\.seed: Field required"):
        load_params(path)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("targets.latency_p95", "targets.latency_p95: no such metric; did you mean 'latency_p95_s'?"),
        (
            "choice.limits.sucess_rate",
            "choice.limits.sucess_rate: no such metric; did you mean 'success_rate'?",
        ),
        ("targets.zzz", "targets.zzz: no such metric; known are assumptions_per_case, avg_quality_score, "),
    ],
)
def test_an_unknown_metric_comes_with_the_nearest(load, key, expected):
    """A target or limit on a metric that does not exist would never be checked, so it is refused."""
    assert refusal(load, key, {"at_least": 0}).startswith(expected)


def test_an_unknown_scorer_comes_with_the_nearest(load):
    """A weight of a scorer that does not exist would count nothing, so it is refused."""
    expected = "score.weights.oracle_scores: no such scorer; did you mean 'oracle_score'?"
    assert refusal(load, "score.weights.oracle_scores", 1) == expected


def test_weights_that_are_all_0_are_refused(load):
    """Nothing would be left to rate quality by."""
    weights = dict.fromkeys(yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))["score"]["weights"], 0)
    expected = "score.weights: every weight is 0; expected at least one above 0"
    assert refusal(load, "score.weights", weights) == expected


def test_a_prompt_cannot_be_archived_and_deployed(load):
    """The two marks of an A/B comparison stand in their order."""
    expected = "ab.archive_below: 0.1 is above ab.deploy_above, 0.05; expected no more than that"
    assert refusal(load, "ab.archive_below", 0.1) == expected


def test_a_backend_without_a_threshold_is_named(params):
    """The number of another backend would mean nothing, so there is no default."""
    similarity = params.similarity.model_copy(update={"model": "nomic-embed-text"})

    assert 0.13 == params.similarity.threshold()
    with pytest.raises(ParamsError, match=r"'nomic-embed-text' has none.* run `make calibrate MODEL=nomic"):
        similarity.threshold()


# ---- values


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("generate.concurrency", "two", "a valid integer"),
        ("generate.concurrency", 0, "greater than or equal to 1; got 0"),
        ("generate.max_attempts", 11, "less than or equal to 10; got 11"),
        ("generate.temperature", float("nan"), "got nan"),
        ("data.bad_rows", "skip", "'fail' or 'quarantine'; got 'skip'"),
        ("clean.keep_terms", "Ross", "a valid tuple; got 'Ross'"),
        ("ollama.token_timeout_s", 0, "greater than 0; got 0"),
        ("generate.format", "yaml", "'schema', 'json' or 'none'; got 'yaml'"),
        ("generate.store", 1, "a valid string; got 1"),
        ("ollama.host", 11434, "a valid string; got 11434"),
        ("ollama.hosts", "gpu1", "a valid tuple; got 'gpu1'"),
        ("ollama.outage_timeout_s", 0, "greater than 0; got 0"),
        ("judge.model", "baseline", "a judge is a language model on an Ollama server; got 'baseline'"),
        ("choice.alpha", 1, "less than 1; got 1"),
        ("targets.efficiency", 0.7, "a valid dictionary or instance of Limit; got 0.7"),
        ("targets.efficiency", {}, "a limit needs at least one of above, at_least, below, at_most"),
        ("targets.efficiency.above", float("nan"), "a finite number; got nan"),
        ("score", None, "got None"),
    ],
)
def test_a_value_out_of_range_is_refused(load, key, value, expected):
    """The message names the key, says what is expected and shows the value."""
    message = refusal(load, key, value)

    assert message.startswith(f"{key}: ")
    assert expected in message


def test_a_choice_made_without_the_newer_settings_still_loads(params):
    """What does not change an answer has a default, because the service reads the settings of old choices."""
    usual = params.generate.model_dump(exclude={"engine", "store", "reuse", "format"})

    assert params.generate == GenerateParams.model_validate(usual)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just text"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path, text):
    """An empty file, or a list, is one line too."""
    path = tmp_path / "params.yaml"
    path.write_text(text)
    with pytest.raises(ParamsError, match=r"params\.yaml: \(the whole value\): "):
        load_params(path)


def test_a_file_that_is_not_yaml_is_refused_with_the_place(tmp_path):
    """A syntax error is one line with the line number in it."""
    path = tmp_path / "params.yaml"
    path.write_text("model: a\nprompt: [b\n")
    with pytest.raises(ParamsError, match=r"params\.yaml: not YAML: .*line 3") as error:
        load_params(path)

    assert "\n" not in str(error.value)


def test_a_missing_file_says_where_to_run(tmp_path):
    """Running from elsewhere is the usual reason."""
    with pytest.raises(ParamsError, match="no such file here; run from the project's folder"):
        load_params(tmp_path / "params.yaml")


def test_settings_cannot_be_changed(params):
    """What a run was started with is what it runs with."""
    with pytest.raises(ValueError, match="frozen"):
        params.generate.seed = 1


# ---- limits


@pytest.mark.parametrize(
    ("limit", "inside", "outside", "text"),
    [
        (Limit(above=0.95), [0.96, 1], [0.95, 0], "> 0.95"),
        (Limit(at_least=4), [4, 5], [3.99], "≥ 4"),
        (Limit(below=5), [4.99, -1], [5, 6], "< 5"),
        (Limit(at_most=5), [5], [5.01], "≤ 5"),
        (Limit(at_least=2, at_most=5), [2, 3.5, 5], [1.9, 5.1], "≥ 2 and ≤ 5"),
    ],
)
def test_a_limit_is_a_range_with_or_without_its_ends(limit, inside, outside, text):
    """`above` and `below` leave the end out, `at_least` and `at_most` take it in; text says it in signs."""
    assert all(limit.meets(value) for value in inside)
    assert not any(limit.meets(value) for value in outside)
    assert str(limit) == text


def test_nothing_that_is_no_number_meets_a_limit():
    """NaN is within no range."""
    assert not Limit(at_least=0).meets(float("nan"))


def test_the_default_path_is_the_working_folder(monkeypatch):
    """Stages run in the project's folder, as DVC runs them."""
    monkeypatch.chdir(ROOT)

    assert load_params() == load_params(Path(SHIPPED))
