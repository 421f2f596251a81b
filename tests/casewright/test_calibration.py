import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from casewright import calibration
from casewright.calibration import Pairs, auc, best_threshold, side
from tests.conftest import ROOT
from tests.fake_ollama import FakeOllama, word_vectors


@pytest.fixture(autouse=True)
def _few_resamples(monkeypatch):
    monkeypatch.setattr(calibration, "RESAMPLES", 200)


def pairs(*rows):
    """Pairs of (story, likeness, same); all are hard."""
    story, likeness, same = zip(*rows, strict=True)
    return Pairs(np.array(story), np.array(likeness, float), np.array(same, bool), np.ones(len(rows), bool))


FOUR = pairs((0, 0.9, 1), (0, 0.4, 0), (1, 0.6, 0), (1, 0.6, 1))


def test_the_area_under_the_curve_by_hand():
    """Of four comparisons three are won and one is a tie."""
    assert 3.5 / 4 == auc(FOUR)


def test_one_label_alone_has_no_area():
    """Nothing can be ranked above nothing."""
    assert np.isnan(auc(pairs((0, 0.5, 1))))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=30))
def test_the_area_is_that_of_all_comparisons(rows):
    """It is the share of (same, different) that are in the right order, ties half."""
    some = pairs(*((0, likeness, same) for likeness, same in rows))
    same, different = some.likeness[some.same], some.likeness[~some.same]
    won = [(one > other) + (one == other) / 2 for one in same for other in different]

    assert (np.mean(won) if won else np.nan) == pytest.approx(auc(some), nan_ok=True)


def test_the_threshold_has_the_best_f1():
    """At 0.41 to 0.6 one of three is wrong and none is missed, and the lowest of them is taken."""
    assert 0.41 == best_threshold(FOUR)


def test_the_figures_at_a_threshold():
    """Precision and recall by hand; the interval is over stories."""
    found = side(FOUR, 0.5)

    assert (2, 4, 2) == (found.stories, found.pairs, found.same)
    assert (2 / 3, 1.0, 0.8) == pytest.approx((found.precision.value, found.recall.value, found.f1.value))
    assert (0.5, 1.0) == (found.precision.low, found.precision.high)


def test_a_threshold_that_nothing_reaches():
    """Nothing is said, so nothing is right: 0, and no crash."""
    found = side(FOUR, 0.99)

    assert (0.0, 0.0, 0.0) == (found.precision.value, found.recall.value, found.f1.value)


def test_the_threshold_of_the_settings_is_the_calibrated_one(monkeypatch, capsys, params):
    """What params.yaml says of TF-IDF is what its calibration prints, and it tells cases apart."""
    monkeypatch.chdir(ROOT)
    calibration.main(["--model", "tfidf"])
    *_, dev, held_out, _, _, line = capsys.readouterr().out.splitlines()

    assert params.similarity.thresholds["tfidf"] == pytest.approx(yaml.safe_load(line)["tfidf"], abs=0.02)
    assert all(float(one.split()[4]) > 0.9 for one in (dev, held_out))


def test_an_embedding_model_is_calibrated_the_same_way(monkeypatch, capsys):
    """It needs no threshold yet; a name that YAML would take apart is quoted."""
    monkeypatch.chdir(ROOT)
    with FakeOllama(embedders={"embed:v1": word_vectors}) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        calibration.main(["--model", "embed:v1"])
    *_, line = capsys.readouterr().out.splitlines()

    assert 0 < yaml.safe_load(line)["embed:v1"] < 1


def test_a_server_that_is_not_there_is_one_line(monkeypatch):
    """The command ends with the error, not with a traceback."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")

    told = r"error: similarity\.model: Ollama server at http://127.0.0.1:9: no connection"
    with pytest.raises(SystemExit, match=told):
        calibration.main(["--model", "embed:v1"])
