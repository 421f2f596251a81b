import pytest

from casewright import show
from casewright.checks import Check
from casewright.errors import DataError, run_stage
from casewright.files import write_json, write_text
from casewright.holdout import hold_out
from casewright.leaderboard import rank, to_csv
from casewright.paths import CHOICE, LEADERBOARD
from casewright.records import Cell, Subset
from tests.builders import BASELINE_CELL, SMALL, a_cell_score, a_choice

CHATQA = Cell(model="llama3-chatqa:8b", prompt="improved_v1")
CELLS = [
    a_cell_score(BASELINE_CELL, quality_score=0.4, latency_p50_s=0.00012, latency_p95_s=12345.0),
    a_cell_score(CHATQA, quality_score=0.9, reference_recall=None),
    a_cell_score(SMALL, quality_score=0.8123),
]
TARGETS = (
    Check(metric="retry_rate", limit="< 0.05", value=0.2, verdict="missed"),
    Check(metric="latency_p95_s", limit="< 5", value=None, verdict="not measured"),
    Check(metric="efficiency", limit="> 0.7", value=0.8, verdict="met"),
)
LONG = "Of the cells that were looked at it is the one that was picked for a reason of many words, " * 3


@pytest.fixture
def last_run(tmp_path, monkeypatch):
    """A folder in which a run left its leaderboard and its choice."""
    monkeypatch.chdir(tmp_path)
    choice = a_choice(targets=TARGETS, reason=LONG)
    write_text(LEADERBOARD, to_csv(rank(CELLS, choice)))
    write_json(CHOICE, choice.model_dump(mode="json"))


def test_the_leaderboard_has_a_line_a_cell(last_run):
    """Head and cells, in the order of the file, with three digits and a dash for "not measured"."""
    lines = show.leaderboard_text(LEADERBOARD).splitlines()

    assert ["cell", "quality", "compliance", "recall", "p50", "s", "p95", "s", "$/1,000"] == lines[0].split()
    assert lines[1].split()[:3] == ["llama3-chatqa:8b", "×", "improved_v1"]
    assert "-" == lines[1].split()[5]
    assert "chosen" == lines[2].split()[3]
    assert "0.812" == lines[2].split()[4]
    assert ["reference", "0.400", "1.000", "1.000", "0.00012", "1.2e+04", "1.000"] == lines[3].split()[1:]


def test_everything_fits_a_terminal(last_run, capsys):
    """No line is longer than 110 columns for the names that users have."""
    show.main()
    lines = capsys.readouterr().out.splitlines()[:-1]

    assert max(map(len, lines)) <= show.WIDTH == 110


def test_a_long_name_leaves_the_figures_in_sight(tmp_path):
    """Its middle is cut; its prompt stays."""
    model = "hf.co/some-team/A-Model-With-A-Very-Long-Name-8B-Instruct-GGUF:Q4_K_M"
    cells = [a_cell_score(Cell(model=model, prompt=one)) for one in ("basic", "rag")]
    write_text(tmp_path / "board.csv", to_csv(rank(cells, a_choice(cells[0].cell))))
    lines = show.leaderboard_text(tmp_path / "board.csv").splitlines()

    assert ["basic", "rag"] == [line[:48].split()[-1] for line in lines[1:]]
    assert 125 == max(map(len, lines))


def test_the_choice_and_what_it_misses(last_run, capsys):
    """The name, the reason, the targets missed and those that nobody measured, and where to read on."""
    show.main()
    text = capsys.readouterr().out

    assert f"Choice: {SMALL.name}\n" in text
    assert " ".join(LONG.split()) in " ".join(text.split())
    assert "Targets missed: retry_rate (< 0.05)\nTargets not measured: latency_p95_s\n" in text
    assert text.rstrip().endswith("reports/report.html")


def test_no_target_missed():
    """All met is said in a word."""
    assert show.choice_text(a_choice()).endswith("Targets missed: none")


def test_an_empty_leaderboard_is_a_head_only(tmp_path):
    """A file without cells is no crash."""
    path = tmp_path / "leaderboard.csv"
    path.write_text(to_csv([]), encoding="utf-8")

    assert 1 == len(show.leaderboard_text(path).splitlines())


def test_before_the_first_run_there_is_an_error_with_the_command(tmp_path, monkeypatch, capsys):
    """Both files are asked for by name, and the command that writes them is told."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match=r"leaderboard.csv: there is no such file; run `dvc repro`"):
        show.leaderboard_text(LEADERBOARD)
    with pytest.raises(SystemExit) as stopped:
        run_stage(show.main)

    assert str(stopped.value).startswith(f"error: {CHOICE}: there is no such file; run `dvc repro`")
    assert "\n" not in str(stopped.value)


def test_the_quality_on_held_out_stories_is_said_below_the_reason():
    """One line, where there are any; the table stays as narrow as it is."""
    held_out = hold_out(CELLS[2], a_cell_score(SMALL, subset=Subset.HELD_OUT, quality_score=0.75), [])
    lines = show.choice_text(a_choice(held_out=held_out)).splitlines()

    assert lines[2].startswith("On 3 held-out stories: quality 0.750; dev 0.812.")
    assert "held-out" not in show.choice_text(a_choice())
