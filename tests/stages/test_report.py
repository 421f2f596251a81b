import json
import shutil

import pytest
import yaml

from casewright.choice import Choice
from casewright.failures import weakest
from casewright.files import read_json, read_jsonl, write_json, write_jsonl, write_text
from casewright.holdout import KEY_METRICS
from casewright.metrics import METRICS, measure
from casewright.params import load_params
from casewright.paths import (
    CHOICE,
    CLEANING,
    FAILURES,
    GENERATIONS,
    JUDGEMENTS,
    LEADERBOARD,
    METRICS_JSON,
    REFERENCES,
    REPORT,
    REPORT_PAGE,
    SCORES,
    STORIES,
    STORY_SCORES,
    TIMINGS,
)
from casewright.records import CellScore, StoryScore, Subset
from stages import report
from tests.builders import (
    BASELINE_CELL,
    LARGE,
    ROOT,
    SMALL,
    a_cell_score,
    a_generation,
    a_story,
    a_story_score,
    conditions,
    empty_store,
    scores,
)
from tests.casewright.report.made import CLEANING as CLEANING_SUMMARY

STORY_IDS = [f"US-{number:03d}" for number in range(1, 9)]
QUALITIES = {BASELINE_CELL: 0.4, SMALL: 0.8, LARGE: 0.5}
AWAY = "http://127.0.0.1:9"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """What the stages before leave: three cells over eight stories."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", AWAY)
    shutil.copy(ROOT / "params.yaml", tmp_path)
    cells = [
        a_cell_score(cell, stories=8, quality_score=quality, latency_p95_s=2.0, tokens_per_s=None)
        for cell, quality in QUALITIES.items()
    ]
    stories = [
        a_story_score(story_id, cell=cell, quality=quality + number / 100)
        for cell, quality in QUALITIES.items()
        for number, story_id in enumerate(STORY_IDS)
    ]
    write_jsonl(SCORES / "cells.jsonl", cells)
    write_jsonl(SCORES / "stories.jsonl", stories)
    write_jsonl(SCORES / "types.jsonl", [])
    for cell in QUALITIES:
        write_jsonl(GENERATIONS / f"{cell.slug}.jsonl", [a_generation(cell=cell)])
        write_json(TIMINGS / f"{cell.slug}.conditions.json", conditions(cell).model_dump(mode="json"))
    write_json(CLEANING, CLEANING_SUMMARY)
    write_json(JUDGEMENTS / "status.json", {"reason": "no judge is set"})
    write_jsonl(STORIES, [a_story(id=story_id) for story_id in STORY_IDS])
    write_text(REFERENCES, "references\n")
    return tmp_path


def the_choice():
    """The choice that was written."""
    return Choice.model_validate(read_json(CHOICE))


def test_what_people_read_is_written(project, capsys):
    """Metrics, leaderboard, report and choice; the log says what was chosen."""
    report.main()

    written = (METRICS_JSON, LEADERBOARD, REPORT, REPORT_PAGE, CHOICE, FAILURES, STORY_SCORES)
    assert [True] * 7 == [path.is_file() for path in written]
    assert f"report: chosen: {SMALL.name}; {REPORT_PAGE}\n" == capsys.readouterr().out


@pytest.mark.parametrize(("enters", "blamed"), [(True, "judge_score"), (False, "oracle_score")])
def test_a_judge_that_does_not_enter_the_choice_is_blamed_for_nothing(project, enters, blamed):
    """What holds a suite down is among what counted."""
    write_json(JUDGEMENTS / "status.json", {"judge": "j", "enters_choice": enters, "reason": "said"})
    poor = a_story_score(scores=scores(quality_score=0.2, oracle_score=0.4, judge_score=1.0))

    assert blamed == weakest(poor, report.find(load_params()).weights).scorer


@pytest.mark.parametrize("enters", [True, False])
def test_limits_and_targets_of_judged_metrics_need_a_judge_that_can_tell(project, enters):
    """The marks of any other judge are shown, and nothing is decided by them."""
    settings = yaml.safe_load((project / "params.yaml").read_text("utf-8"))
    settings["choice"]["limits"]["judge_score"] = {"at_least": 1.0}
    write_text(project / "params.yaml", yaml.safe_dump(settings))
    write_json(JUDGEMENTS / "status.json", {"judge": "j", "enters_choice": enters, "reason": "said"})
    report.main()
    choice = the_choice()

    assert enters == ("judge_score" in {one.metric for one in choice.limits})
    assert enters == ("judge_relevance" in {one.metric for one in choice.targets})


def test_the_choice_has_all_that_the_service_needs(project):
    """Cell, digest, hash of the prompt and settings of the chosen cell."""
    report.main()
    choice = the_choice()

    assert (SMALL, True, "a1b2c3d4e5f6a7b8", "c0ffee") == (
        choice.cell,
        choice.is_language_model,
        choice.model_digest,
        choice.prompt_hash,
    )
    assert load_params().generate.model_dump(mode="json") == choice.generate
    assert (3, 8, True) == (choice.passages_per_story, choice.stories, choice.meets_limits)


def test_the_metrics_are_those_of_the_chosen_cell(project):
    """Flat, stable in name and order, held-out ones below; null is "not measured"."""
    report.main()
    metrics = json.loads(METRICS_JSON.read_text(encoding="utf-8"))

    assert ["cell", *METRICS, "held_out"] == list(metrics)
    assert SMALL.name == metrics["cell"]
    assert 0.8 == metrics["quality_score"]
    assert metrics["tokens_per_s"] is None
    assert dict.fromkeys(KEY_METRICS) == metrics["held_out"]


@pytest.fixture
def subsets(project):
    """The same cells on two held-out stories and two edge cases, where the worst on dev does best."""
    cells, stories = read_jsonl(SCORES / "cells.jsonl", CellScore), []
    for cell, quality in QUALITIES.items():
        for subset in (Subset.HELD_OUT, Subset.EDGE_CASE):
            cells.append(
                a_cell_score(cell, stories=2, subset=subset, quality_score=1.1 - quality, latency_p95_s=9.0)
            )
            stories += [
                a_story_score(
                    f"{subset.value}-{number}",
                    cell=cell,
                    subset=subset,
                    quality=1.1 - quality,
                    category="vague" if subset is Subset.EDGE_CASE else None,
                )
                for number in range(2)
            ]
    write_jsonl(SCORES / "cells.jsonl", cells)
    write_jsonl(SCORES / "stories.jsonl", [*stories, *read_jsonl(SCORES / "stories.jsonl", StoryScore)])
    return project


def test_the_choice_is_the_same_with_other_subsets_beside_dev(project, request):
    """Better held-out stories and edge cases of another cell, and a limit that they miss, turn nothing."""
    report.main()
    before = the_choice()
    request.getfixturevalue("subsets")
    report.main()
    after = the_choice()

    assert before == after.model_copy(update={"held_out": None, "edge_cases": None, "contrasts": ()})
    assert (2, 2) == (after.held_out.stories, after.edge_cases.stories)
    assert ["vague"] == [one.category for one in after.edge_cases.categories]


def test_the_metrics_of_other_subsets_are_nested(subsets):
    """`dvc metrics diff` shows them as `held_out.quality_score`; edge cases only where there are any."""
    report.main()
    metrics = json.loads(METRICS_JSON.read_text(encoding="utf-8"))

    assert ["cell", *METRICS, "held_out", "edge_cases"] == list(metrics)
    assert (0.8, 2.0) == (metrics["quality_score"], metrics["latency_p95_s"])
    assert list(KEY_METRICS) == list(metrics["held_out"])
    assert (pytest.approx(0.3), 9.0) == (
        metrics["held_out"]["quality_score"],
        metrics["held_out"]["latency_p95_s"],
    )
    assert {
        "stories": 2,
        "success_rate": 1.0,
        "structural_compliance": 1.0,
        "quality_score": pytest.approx(0.3),
    } == metrics["edge_cases"]


def test_a_store_that_is_away_is_a_warning(project, capsys):
    """The pipeline goes on: one line on stderr, and a choice without an MLflow run."""
    report.main()
    warning = capsys.readouterr().err

    assert warning.startswith(f"warning: MLflow at {AWAY}: ")
    assert warning.endswith("not logged, run `make publish` to repeat\n")
    assert 1 == warning.count("\n")
    assert the_choice().mlflow_run_id is None


def test_the_choice_names_the_mlflow_run_and_running_again_gives_the_same(project, monkeypatch):
    """What was logged is not logged again: the same run, the same bytes."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", empty_store(project))
    shutil.copytree(ROOT / "prompts", project / "prompts")
    report.main()
    first = CHOICE.read_bytes()
    report.main()

    assert the_choice().mlflow_run_id
    assert first == CHOICE.read_bytes()


def test_stories_are_compared_in_one_order(project):
    """A cell may list its stories in any order; the verdict is over pairs of the same story."""
    report.main()
    before = the_choice()
    rows = read_jsonl(SCORES / "stories.jsonl", StoryScore)
    reordered = [row for row in rows if row.cell != SMALL] + [row for row in rows if row.cell == SMALL][::-1]
    write_jsonl(SCORES / "stories.jsonl", reordered)
    report.main()

    assert before == the_choice()
    assert before.contenders[1].smallest_detectable is None


def test_a_digest_depends_on_content_and_order(tmp_path):
    """The same files in the same order have one digest; swapped or split differently they have another."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("ab", encoding="utf-8")
    two.write_text("c", encoding="utf-8")
    before = report.digest(one, two)
    swapped = report.digest(two, one)
    one.write_text("a", encoding="utf-8")
    two.write_text("bc", encoding="utf-8")

    assert 3 == len({before, swapped, report.digest(one, two)})


def test_the_choice_says_what_it_rests_on(project):
    """Digests of data and settings, the error rate, the cells that are out, and each limit."""
    slow = [
        row.model_copy(update={"scores": row.scores | {"latency_p95_s": measure("latency_p95_s", 9.0)}})
        if row.cell == LARGE
        else row
        for row in read_jsonl(SCORES / "cells.jsonl", CellScore)
    ]
    write_jsonl(SCORES / "cells.jsonl", slow)
    report.main()
    choice = the_choice()

    assert report.digest(STORIES, REFERENCES) == choice.data_digest
    assert 64 == len(choice.params_digest)
    assert (0.05, None) == (choice.alpha, choice.margin)
    assert [(LARGE.name, "latency_p95_s", 9.0, "missed")] == [
        (out.name, one.metric, one.value, one.verdict) for out in choice.over_limits for one in out.checks
    ]
    assert {"met"} == {one.verdict for one in choice.limits}


def test_whoever_misses_the_limits_meets_no_targets(project):
    """Where no cell is within the limits the best is named, and neither verdict is true."""
    rows = [
        row.model_copy(update={"scores": row.scores | {"success_rate": measure("success_rate", 0.1)}})
        for row in read_jsonl(SCORES / "cells.jsonl", CellScore)
    ]
    write_jsonl(SCORES / "cells.jsonl", rows)
    report.main()
    choice = the_choice()

    assert (SMALL.name, False, False) == (choice.name, choice.meets_limits, choice.meets_targets)
    assert choice.reason.startswith("No cell meets the limits")


def test_the_choice_is_confirmed_on_held_out_stories(subsets):
    """Beside the baseline and the runner-up, on two stories, which show nothing yet."""
    report.main()
    found = {
        one.role: (one.against, one.comparison.n, one.comparison.verdict) for one in the_choice().contrasts
    }

    assert {
        "baseline": (BASELINE_CELL.name, 2, "no difference shown"),
        "runner-up": (LARGE.name, 2, "no difference shown"),
    } == found
