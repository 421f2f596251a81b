"""`.github/workflows/`: what they may do, what they run, and what becomes of a pull request's report."""

import json
import os
import re
import shutil
import subprocess

import pytest
import yaml

from tests.conftest import ROOT

FOLDER = ROOT / ".github" / "workflows"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yml"))}
# YAML 1.1 reads the key `on` as true.
WORKFLOWS = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
JOBS = {(name, job): body for name, flow in WORKFLOWS.items() for job, body in flow["jobs"].items()}
STEPS = [(key, step) for key, job in JOBS.items() for step in job.get("steps", [])]
ACTIONLINT = shutil.which(os.environ.get("CASEWRIGHT_ACTIONLINT") or "actionlint")
GH = """#!/usr/bin/env python3
import json, os, pathlib, sys
arguments = sys.argv[1:]
with open(os.environ["CALLS"], "a") as calls:
    calls.write(json.dumps(arguments) + "\\n")
if arguments[:2] == ["run", "download"]:
    folder = pathlib.Path(arguments[arguments.index("--dir") + 1])
    (folder / "report.md").write_bytes(pathlib.Path(os.environ["REPORT"]).read_bytes())
elif "--jq" in arguments:
    print(os.environ["NUMBER" if arguments[3].endswith("/pulls") else "COMMENT"])
else:
    body = arguments[arguments.index("-F") + 1].removeprefix("body=@")
    pathlib.Path(os.environ["BODY"]).write_text(pathlib.Path(body).read_text())
"""


@pytest.mark.actionlint
@pytest.mark.skipif(ACTIONLINT is None, reason="no `actionlint` on PATH or in CASEWRIGHT_ACTIONLINT")
def test_actionlint_finds_nothing():
    """Syntax, expressions, inputs of actions and shell are right as far as actionlint knows."""
    done = subprocess.run([str(ACTIONLINT), "-no-color"], cwd=ROOT, capture_output=True, text=True)

    assert (0, "") == (done.returncode, done.stdout + done.stderr)


@pytest.mark.parametrize("used", sorted({step["uses"] for _, step in STEPS if "uses" in step}))
def test_an_action_is_named_by_its_commit(used):
    """A tag that is moved changes nothing here."""
    assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", used)


def test_each_commit_has_the_version_beside_it():
    """People see which version a commit is."""
    found = re.findall(r"uses: [\w/-]+@[0-9a-f]{40}(.*)", "".join(TEXTS.values()))

    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", rest) for rest in found)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_at_most_read_unless_a_job_says_more(name):
    """Permissions are those that each job needs, and runs do not pile up."""
    flow = WORKFLOWS[name]

    assert flow["permissions"] in ({}, {"contents": "read"})
    assert flow["concurrency"]["group"]


def test_who_may_write_what():
    """The report writes comments, the release images and itself, and nothing else writes anything."""
    rights = {key: job.get("permissions", {}) for key, job in JOBS.items()}
    writes = {key: {what for what, how in found.items() if how == "write"} for key, found in rights.items()}

    assert {
        ("report", "comment"): {"pull-requests"},
        ("release", "images"): {"packages"},
        ("release", "release"): {"contents"},
    } == {key: found for key, found in writes.items() if found}


@pytest.mark.parametrize("key", [key for key, job in JOBS.items() if "steps" in job])
def test_a_job_ends_by_itself(key):
    """Nothing hangs for the six hours that are the default."""
    assert 0 < JOBS[key]["timeout-minutes"] <= 60


def test_no_expression_is_part_of_a_command():
    """Names that people choose reach a shell as variables only."""
    assert [] == [step["run"] for _, step in STEPS if "${{" in step.get("run", "")]


def test_no_token_is_left_in_a_checkout():
    """Code that is checked out finds no credentials in it."""
    checkouts = [step for _, step in STEPS if step.get("uses", "").startswith("actions/checkout@")]

    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_only_what_checks_nothing_out_answers_a_run_of_a_fork():
    """The workflow that may write runs nothing of the pull request's; none has `pull_request_target`."""
    answering = {name for name, flow in WORKFLOWS.items() if "workflow_run" in flow[True]}

    assert {"report"} == answering
    assert ["run"] == [key for _, step in STEPS if _[0] == "report" for key in step if key in ("run", "uses")]
    assert not any("pull_request_target" in text for text in TEXTS.values())


def test_every_make_target_exists():
    """Workflows run commands that the Makefile has."""
    named = set(re.findall(r"\bmake (?:--\w+ )?([a-z][a-z-]+)", "".join(TEXTS.values())))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert named >= {"repro", "gate"}
    assert set() == named - targets


def test_both_targets_of_the_dockerfile_are_released():
    """Release builds each image that the Dockerfile is for, with provenance."""
    dockerfile = (ROOT / "service" / "Dockerfile").read_text(encoding="utf-8")
    images = JOBS["release", "images"]
    targets = images["strategy"]["matrix"]["target"]

    assert ["api", "pipeline"] == targets
    assert all(re.search(rf"^FROM .* AS {target}$", dockerfile, re.MULTILINE) for target in targets)
    assert "mode=max" in [step.get("with", {}).get("provenance") for step in images["steps"]]


@pytest.fixture
def post(tmp_path):
    """Run the report's step with a `gh` that only notes what it is asked; gives the calls and the comment."""
    (tmp_path / "gh").write_text(GH, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    step = JOBS["report", "comment"]["steps"][0]

    def run(report, number="7", comment=""):
        environment = {name: name for name in step["env"]} | {"REPOSITORY": "a/b", "SHA": "abc"}
        source = tmp_path / "source"
        source.write_bytes(report.encode("utf-8", "surrogateescape"))
        files = {"CALLS": str(tmp_path / "calls"), "BODY": str(tmp_path / "body"), "REPORT": str(source)}
        path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
        subprocess.run(
            ["bash", "-eo", "pipefail", "-c", step["run"]],
            check=True,
            capture_output=True,
            env=environment | files | path | {"NUMBER": number, "COMMENT": comment},
        )
        calls = [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]
        body = tmp_path / "body"
        return calls, body.read_text(encoding="utf-8") if body.exists() else None

    return run


def test_the_first_report_is_a_new_comment_and_the_next_one_renews_it(post):
    """A pull request has one comment, however often it is pushed to."""
    first, text = post("# Report")
    later, _ = post("# Report", comment="55")

    assert ["api", "--method", "POST", "repos/a/b/issues/7/comments"] == first[-1][:4]
    assert ["api", "--method", "PATCH", "repos/a/b/issues/comments/55"] == later[-1][:4]
    assert text.startswith("<!-- casewright-report -->\n")
    assert text.endswith("# Report")


def test_a_report_calls_nobody_and_is_short_enough(post):
    """What a fork wrote mentions no people, hides no marker, and fits into a comment."""
    _, text = post("@everyone <!-- casewright-report -->" + "ü" * 40_000)

    assert "@" not in text
    assert 1 == text.count("<!--")
    assert 65_536 > len(text)


@pytest.mark.parametrize("report", ["x" + "ü" * 40_000, "xx" + "ü" * 40_000, "@" * 60_000, "\udcff"])
def test_a_report_that_is_cut_in_a_character_or_is_no_text_is_posted_all_the_same(post, report):
    """Where the cut falls is no reason not to tell."""
    _, text = post(report)

    assert text.startswith("<!-- casewright-report -->\n")


def test_a_report_of_a_head_that_has_moved_on_is_not_posted(post):
    """Nothing is written where no open pull request has the commit."""
    calls, text = post("# Report", number="")

    assert text is None
    assert not any("POST" in call or "PATCH" in call for call in calls)
