import shutil

from casewright.files import read_json
from casewright.paths import JUDGEMENTS
from stages import judge
from tests.builders import ROOT


def test_without_a_judge_the_stage_says_so(tmp_path, monkeypatch, capsys):
    """Nothing is judged, and both the log and the file say why."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "params.yaml", tmp_path)
    judge.main()
    status = read_json(JUDGEMENTS / "status.json")

    assert (None, 0) == (status["judge"], status["judgements"])
    assert "no judge is set (judge.model in params.yaml)" in status["reason"]
    assert f"judge: {status['reason']}\n" == capsys.readouterr().out
