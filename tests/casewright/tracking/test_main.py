import pytest

from casewright.errors import run_stage
from casewright.files import read_json
from casewright.paths import CHOICE
from casewright.tracking.__main__ import main
from tests.casewright.tracking.made import leave

AWAY = "http://127.0.0.1:9"


def test_what_could_not_be_logged_is_logged_later_and_once(project, monkeypatch, capsys):
    """The choice gets the id of the run; a second time changes nothing."""
    main()
    first = (project / CHOICE).read_bytes()
    main()
    lines = capsys.readouterr().out.splitlines()

    assert first == (project / CHOICE).read_bytes()
    assert f"run {read_json(project / CHOICE)['mlflow_run_id']}" in lines[0]
    assert lines[0] == lines[1]


def test_a_store_that_is_still_away_is_one_line(tmp_path, monkeypatch):
    """Exit status 1, and the choice as it was."""
    leave(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", AWAY)
    before = CHOICE.read_bytes()
    with pytest.raises(SystemExit) as stopped:
        run_stage(main)

    assert str(stopped.value).startswith(f"error: MLflow at {AWAY}: ")
    assert before == CHOICE.read_bytes()
