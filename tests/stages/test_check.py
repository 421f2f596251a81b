import pytest

from casewright.errors import ParamsError, run_stage
from stages import check
from tests.builders import ROOT


@pytest.fixture
def params(tmp_path, monkeypatch):
    """The shipped settings in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "params.yaml"
    path.write_text((ROOT / "params.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return path


def test_the_shipped_settings_are_accepted(params, capsys):
    """The stage says what was asked for."""
    check.main()

    assert "check: params.yaml asks for baseline with improved_v1\n" == capsys.readouterr().out


def test_a_misspelt_setting_is_one_line_and_a_failure(params):
    """The key, the nearest known one, and exit with a message."""
    text = params.read_text(encoding="utf-8")
    params.write_text(text.replace("max_attempts:", "max_atempts:"), encoding="utf-8")

    with pytest.raises(ParamsError, match="did you mean 'max_attempts'"):
        check.main()
    with pytest.raises(SystemExit) as stopped:
        run_stage(check.main)

    assert str(stopped.value).startswith("error: params.yaml: generate.max_atempts: unknown key")
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    tfidf: 0.13", "    nomic-embed-text: 0.5", "similarity.thresholds: 'tfidf' has none"),
        ("  repeats: 1", "  repeats: 3", "generate.repeats: 3 suites a story are all the same"),
    ],
)
def test_what_would_be_found_out_after_hours_is_refused_at_once(params, old, new, expected):
    """Settings that do not go together stop the run before anything is generated."""
    text = params.read_text(encoding="utf-8").replace("model: baseline\n", "model: llama3.2:1b\n", 1)
    params.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ParamsError, match=expected):
        check.main()


def test_the_baseline_alone_may_be_repeated(params):
    """It has no temperature, and repeats of it cost nothing."""
    text = params.read_text(encoding="utf-8")
    params.write_text(text.replace("  repeats: 1", "  repeats: 3"), encoding="utf-8")

    check.main()
