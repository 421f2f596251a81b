"""The `validate` stage: good data passes, each kind of bad row is named, and reports are reproducible."""

import copy
import json
import os
import re
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casewright import inputs, validation
from casewright.errors import DataError
from casewright.expectations import case_expectations, document_expectations, story_expectations
from casewright.params import load_params
from casewright.paths import DATA_DOCS, DOCUMENTS, REFERENCES, STORIES, VALIDATION
from stages import validate

ROOT = Path(__file__).parents[2]

Json = dict[str, Any]
Tamper = Callable[[list[Json], list[Json]], None]


@pytest.fixture(scope="module", autouse=True)
def _great_expectations() -> None:
    """Import it once: it uses modules that the standard library deprecates."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations  # noqa: F401


def story(number: int) -> Json:
    """A good story."""
    return {
        "id": f"US-{number:03}",
        "story": f"As shopper number {number}, I want to pay by card.",
        "domain": "checkout",
        "difficulty": ("easy", "medium", "hard")[number % 3],
        "acceptance_criteria": ["A card is charged once."],
        "tags": [],
        "subset": "dev",
        "category": None,
        "backlog": None,
        "derived": [],
        "story_issues": [],
    }


def case(number: int) -> Json:
    """A good test case."""
    return {
        "id": f"TC-{number:03}",
        "type": "positive",
        "title": f"Pays by card {number}",
        "priority": "high",
        "preconditions": ["A basket"],
        "steps": ["Open the basket", "Pay"],
        "expected_result": "The order is confirmed.",
        "quality_score": 9.5,
    }


GOOD_STORIES = [story(number) for number in range(1, 5)]
GOOD_SUITES = [
    {"story_id": f"US-{number:03}", "test_cases": [case(1), case(2), case(3)]} for number in range(1, 4)
]


GOOD_DOCUMENTS = [{"file": "conventions.md", "text": "Prices are in euro."}]
PARAMS = load_params(ROOT / "params.yaml")


def write(stories: list[Json], suites: list[Json], documents: list[Json] = GOOD_DOCUMENTS) -> None:
    """Write the clean data and the settings into the current folder."""
    Path("params.yaml").write_bytes((ROOT / "params.yaml").read_bytes())
    for path, rows in ((STORIES, stories), (REFERENCES, suites), (DOCUMENTS, documents)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def reports(folder: Path) -> dict[str, bytes]:
    """Every file that the stage wrote."""
    found = (folder / "reports").rglob("*")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()}


def read_inputs() -> list[inputs.Input]:
    """The data in the current folder as the stage reads them."""
    return inputs.read_inputs(STORIES, REFERENCES, DOCUMENTS, PARAMS.clean, PARAMS.validation)


def failure() -> str:
    """What the stage says of the data in the current folder."""
    with pytest.raises(DataError) as raised:
        validate.main()
    return str(raised.value)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def validated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of good data after the stage."""
    folder = tmp_path_factory.mktemp("validated")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write(GOOD_STORIES, GOOD_SUITES)
        validate.main()
    return folder


def test_good_data_passes(validated: Path) -> None:
    """The verdict lists every expectation of both suites, with its row counts."""
    verdict = json.loads((validated / VALIDATION).read_text(encoding="utf-8"))

    assert verdict["success"] is True
    assert [verdict["suites"][name]["rows"] for name in ("stories", "references", "documents")] == [4, 9, 1]
    assert verdict["warnings"] == []
    for name, expectations in (
        ("stories", story_expectations(PARAMS.validation.difficulty_mix)),
        ("references", case_expectations([])),
        ("documents", document_expectations()),
    ):
        lines = verdict["suites"][name]["expectations"]
        assert [one.type for one in expectations] == [line["type"] for line in lines]
        assert {(True, 0)} == {(line["success"], line["unexpected_count"]) for line in lines}


def test_data_docs_lead_from_the_index_to_every_page(validated: Path) -> None:
    """Every link in the Data Docs is to one of their pages, and the index reaches all of them."""
    docs = (validated / DATA_DOCS).resolve()
    links = {
        page: {
            (page.parent / link).resolve()
            for link in re.findall(r'href="([^"#:]+)"', page.read_text(encoding="utf-8"))
        }
        for page in docs.rglob("*.html")
    }

    assert links.keys() == links[docs / "index.html"] | {docs / "index.html"}
    assert all(targets <= links.keys() for targets in links.values())
    assert len(links) == 7


def test_data_docs_load_nothing_and_name_no_place(validated: Path) -> None:
    """The pages need no network and no scripts, and do not tell whose machine made them."""
    for name, content in reports(validated).items():
        page = content.decode()

        assert not re.findall(r"(?i)https?:|//[a-z]|<script|@import|url\(|src=", page), name
        assert str(validated) not in page, name
        assert not re.findall(r"/tmp|/home|/root|/Users|[0-9a-f]{8}-[0-9a-f]{4}-", page), name


def test_a_second_run_gives_the_same_bytes(project: Path, validated: Path) -> None:
    """Another time, folder, hash seed and time zone change nothing, and nothing is left at home."""
    home = project / "home"
    home.mkdir()
    write(GOOD_STORIES, GOOD_SUITES)

    done = subprocess.run(
        [sys.executable, "-m", "stages.validate"],
        env=os.environ
        | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert reports(validated) == reports(project)
    assert list(home.iterdir()) == []
    assert {"data", "home", "params.yaml", "reports"} == {path.name for path in project.iterdir()}


def test_without_references_their_suite_is_skipped(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty file of references is no failure; the report and the Data Docs say that there are none."""
    write(GOOD_STORIES, [])

    validate.main()

    verdict = json.loads(VALIDATION.read_text(encoding="utf-8"))
    assert (verdict["success"], verdict["suites"]["references"]["note"]) == (True, "no references")
    assert "no references" in capsys.readouterr().out
    assert "no references" in (DATA_DOCS / "index.html").read_text(encoding="utf-8")
    assert (DATA_DOCS / "expectations/references.html").is_file()
    assert not (DATA_DOCS / "validations/references.html").exists()


def of_story(**changed: Any) -> Tamper:
    """Change the second story."""
    return lambda stories, _: stories[1].update(changed)


def of_case(**changed: Any) -> Tamper:
    """Change the second test case of the second suite."""
    return lambda _, suites: suites[1]["test_cases"][1].update(changed)


def of_suite(**changed: Any) -> Tamper:
    """Change the second suite."""
    return lambda _, suites: suites[1].update(changed)


STORY_FAILURES = {
    "short": (of_story(story="x" * 19), "row 2 (US-002): story: length 19; expected 20–500 characters"),
    "long": (of_story(story="x" * 501), "row 2 (US-002): story: length 501; expected 20–500 characters"),
    "no text": (of_story(story=None), "row 2 (US-002): story: no value; expected a value"),
    "number": (of_story(story=5), "row 2 (US-002): story: 5; expected a value of type str"),
    "same text": (
        of_story(story=GOOD_STORIES[3]["story"]),
        f'row 2 (US-002): story: "{GOOD_STORIES[3]["story"]}", as in row 4 (US-004); expected a text used',
    ),
    "same id": (of_story(id="US-004"), 'row 2 (US-004): id: "US-004", as in row 4 (US-004); expected an id'),
    "bad id": (of_story(id="US/2"), 'row 2 (US/2): id: "US/2"; expected 1–64 letters, digits or . _ : -'),
    "no id": (of_story(id=None), "row 2 (no value): id: no value; expected a value"),
    "id list": (of_story(id=[2]), "row 2 ([2]): id: [2]; expected a value of type str"),
    "difficulty": (
        of_story(difficulty="odd"),
        'row 2 (US-002): difficulty: "odd"; expected one of easy, medi',
    ),
    "domain": (of_story(domain=" "), 'row 2 (US-002): domain: " "; expected text that is not blank'),
    "tags": (of_story(tags="x"), 'row 2 (US-002): tags: "x"; expected a value of type list'),
    "e-mail left": (
        of_story(acceptance_criteria=["A receipt goes to ana@acme.com."]),
        'row 2 (US-002): personal_data: "EMAIL in acceptance_criteria"; expected nothing that the scrubber',
    ),
    "subset": (
        of_story(subset="test"),
        'row 2 (US-002): subset: "test"; expected one of dev, held_out, edge',
    ),
    "issues": (
        of_story(story_issues="x"),
        'row 2 (US-002): story_issues: "x"; expected a value of type list',
    ),
    "nothing to choose on": (
        lambda stories, _: [story.update(subset="held_out") for story in stories],
        'subset: "dev" in none of 4 rows; expected at least one story on which the choice is made (dev)',
    ),
    "lacks a key": (lambda stories, _: stories[1].pop("domain"), "row 2 (US-002): domain: no value; expect"),
    "extra key": (of_story(owner="QA"), "row 2 (US-002): owner: unknown column; expected exactly id, story"),
    "lacks a column": (
        lambda stories, _: [story.pop("tags") for story in stories],
        "missing column tags; expected exactly id, story, domain",
    ),
}

CASE_FAILURES = {
    "no such story": (
        of_suite(story_id="US-9"),
        'row 2 (US-9 TC-001): story_id: "US-9"; expected the id of a',
    ),
    "no cases": (of_suite(test_cases=[]), "row 2 (US-002): cases: 0; expected at least 1 test case"),
    "case id": (of_case(id="TC-1"), 'row 2 (US-002 TC-1): id: "TC-1"; expected TC- and three digits'),
    "type": (
        of_case(type="smoke"),
        'row 2 (US-002 TC-002): type: "smoke"; expected one of positive, negative',
    ),
    "priority": (of_case(priority="p1"), 'row 2 (US-002 TC-002): priority: "p1"; expected one of critical'),
    "title": (of_case(title=" "), 'row 2 (US-002 TC-002): title: " "; expected text that is not blank'),
    "oracle": (of_case(expected_result=""), 'row 2 (US-002 TC-002): expected_result: ""; expected text that'),
    "no steps": (of_case(steps=[]), "row 2 (US-002 TC-002): steps: 0; expected 1–12 steps"),
    "many steps": (of_case(steps=["x"] * 13), "row 2 (US-002 TC-002): steps: 13; expected 1–12 steps"),
    "steps text": (of_case(steps="x"), 'row 2 (US-002 TC-002): steps: "x"; expected a value of type int'),
    "score": (of_case(quality_score=10.5), "row 2 (US-002 TC-002): quality_score: 10.5; expected 0–10"),
    "score text": (
        of_case(quality_score="9"),
        'row 2 (US-002 TC-002): quality_score: "9"; expected a value of',
    ),
    "score NaN": (
        of_case(quality_score=float("nan")),
        "row 2 (US-002 TC-002): quality_score: no value; expec",
    ),
    "phone left": (
        of_case(steps=["Call +1 415-679-0968", "Hang up"]),
        'row 2 (US-002 TC-002): personal_data: "PHONE in steps"; expected nothing that the scrubber still',
    ),
    "same case id": (
        of_case(id="TC-001"),
        'row 2 (US-002 TC-001): story_id, id: "US-002", "TC-001", as in row 2 (US-002 TC-001); expected',
    ),
    "same title": (
        of_case(title=case(1)["title"]),
        'row 2 (US-002 TC-001): story_id, title: "US-002", "Pays by card 1", as in row 2 (US-002 TC-002); e',
    ),
}


@pytest.mark.parametrize(("tamper", "message"), STORY_FAILURES.values(), ids=STORY_FAILURES)
def test_a_bad_story_fails_by_name(project: Path, tamper: Tamper, message: str) -> None:
    """The message names file, row, id, column, value, expectation and fix."""
    stories = copy.deepcopy(GOOD_STORIES)
    tamper(stories, [])
    write(stories, [])

    said = failure()

    assert said.startswith(f"data/clean/stories.jsonl: {message}")
    assert re.search(
        r"\(expect_[a-z_]+\)( \(and \d+ more\))?; mend it in the raw data and run `dvc repro`$", said
    )
    assert not (project / "reports").exists()


@pytest.mark.parametrize(("tamper", "message"), CASE_FAILURES.values(), ids=CASE_FAILURES)
def test_a_bad_test_case_fails_by_name(project: Path, tamper: Tamper, message: str) -> None:
    """The message names the line of the suite, the story and the test case."""
    suites = copy.deepcopy(GOOD_SUITES)
    tamper([], suites)
    write(GOOD_STORIES, suites)
    (_, references, _) = read_inputs()

    said = validation.first_failure(validation.run([references]))

    assert said is not None
    assert said.startswith(f"data/clean/references.jsonl: {message}")


def test_a_document_with_personal_data_fails_by_name(project: Path) -> None:
    """The message names the document, and what kind of data is in it, but not the value."""
    write(GOOD_STORIES, GOOD_SUITES, [*GOOD_DOCUMENTS, {"file": "team.md", "text": "Ask ana@acme.com."}])

    said = failure()

    assert said.startswith('data/clean/documents.jsonl: row 2 (team.md): personal_data: "EMAIL in text";')
    assert "ana@" not in said


def test_personal_data_are_not_looked_for_where_scrubbing_is_off(project: Path) -> None:
    """Who keeps personal data on purpose is not stopped by them."""
    write([*GOOD_STORIES[:3], GOOD_STORIES[3] | {"tags": ["ana@acme.com"]}], GOOD_SUITES)
    text = Path("params.yaml").read_text(encoding="utf-8")
    Path("params.yaml").write_text(text.replace("scrub_pii: true", "scrub_pii: false"), encoding="utf-8")

    validate.main()

    assert json.loads(VALIDATION.read_text(encoding="utf-8"))["success"] is True


def test_an_odd_mix_is_a_warning(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Difficulties that are all alike and small suites are said, and stop nothing."""
    small = [{"story_id": "US-001", "test_cases": [case(1)]}]
    write([one | {"difficulty": "easy"} for one in GOOD_STORIES], small)

    validate.main()

    said = capsys.readouterr().out
    verdict = json.loads(VALIDATION.read_text(encoding="utf-8"))
    assert "stories.jsonl: is_easy: 1 over 4 rows; expected a share of easy stories ≥ 0.05 and ≤ 0.8" in said
    assert "references.jsonl: cases: 1 over 1 rows; expected at least 3 test cases a story" in said
    assert verdict["success"] is True
    assert len(verdict["warnings"]) == 4
    assert "4 to look at" not in (DATA_DOCS / "index.html").read_text(encoding="utf-8")
    assert "3 to look at" in (DATA_DOCS / "index.html").read_text(encoding="utf-8")


def test_a_warning_does_not_read_as_a_failure(project: Path) -> None:
    """The page of a suite with an odd mix says that there is something to look at, and marks it so."""
    write([one | {"difficulty": "easy"} for one in GOOD_STORIES], GOOD_SUITES)
    validate.main()
    page = (DATA_DOCS / "validations/stories.html").read_text(encoding="utf-8").partition("</style>")[2]

    assert "</i> Something to look at" in page
    assert 1 + 3 == page.count("fa-exclamation text-warning")
    assert "text-danger" not in page
    assert "Failed" not in page


def test_of_several_failures_the_first_row_is_told(project: Path) -> None:
    """Rows are mended top down, so the first is named, and the others of its file are counted."""
    stories = copy.deepcopy(GOOD_STORIES)
    stories[3]["id"] = "US/4"
    stories[2]["difficulty"] = "odd"
    stories[1]["story"] = "short"
    write(stories, [GOOD_SUITES[0] | {"story_id": "US-9"}])

    said = failure()

    assert said.startswith("data/clean/stories.jsonl: row 2 (US-002): story: length 5;")
    assert "(and 2 more)" in said


def test_a_failure_leaves_earlier_reports_alone(project: Path) -> None:
    """What the last good run wrote stays as it was."""
    write(GOOD_STORIES, [])
    validate.main()
    earlier = reports(project)
    write([GOOD_STORIES[0], GOOD_STORIES[0]], [])

    failure()

    assert earlier == reports(project)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not JSON: "),
        ("", "line 2: not JSON: "),
        ("[1]", "line 2: [1]; expected a JSON object"),
    ],
)
def test_a_line_that_is_no_object_is_named(project: Path, line: str, message: str) -> None:
    """A file that is not JSON Lines is refused by line number, before Great Expectations is needed."""
    write(GOOD_STORIES, [])
    STORIES.write_text(f"{json.dumps(GOOD_STORIES[0])}\n{line}\n", encoding="utf-8")

    assert failure().startswith(f"data/clean/stories.jsonl: {message}")


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        (STORIES, "data/clean/stories.jsonl: there is no such file; run `dvc repro`"),
        (REFERENCES, "data/clean/references.jsonl: there is no such file; run `dvc repro`"),
    ],
)
def test_a_missing_file_is_named(project: Path, missing: Path, message: str) -> None:
    """A missing file is named, and so is the command that writes it."""
    write(GOOD_STORIES, GOOD_SUITES)
    missing.unlink()

    assert failure().startswith(message)


def test_no_stories_is_a_failure(project: Path) -> None:
    """An empty file of stories is no data to be validated."""
    write([], [])

    assert "data/clean/stories.jsonl: there is no story;" in failure()


def test_telemetry_is_off(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Analytics are off in the environment and in the context, and no connection is opened."""
    import great_expectations

    contexts = []
    make = great_expectations.get_context

    def get_context(**kwargs: Any) -> Any:
        contexts.append(make(**kwargs))
        return contexts[-1]

    monkeypatch.setattr(great_expectations, "get_context", get_context)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("opened a connection"))
    monkeypatch.delenv("GX_ANALYTICS_ENABLED", raising=False)
    write(GOOD_STORIES, [])

    validate.main()

    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert [(context.mode, context.config.analytics_enabled) for context in contexts] == [
        ("ephemeral", False)
    ]


def test_nothing_is_said_but_the_outcome(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """No progress bars and no warnings: a log of the pipeline stays readable."""
    write(GOOD_STORIES, GOOD_SUITES)

    validate.main()

    out, err = capfd.readouterr()
    assert err == ""
    assert out.splitlines() == [
        "validate: 4 rows of stories meet 33 expectations, 9 rows of references meet 32 expectations,"
        " 1 rows of documents meet 8 expectations; open reports/data_docs/index.html"
    ]


def test_many_bad_rows_stay_a_short_report(project: Path) -> None:
    """However many rows are wrong, few are named and all are counted."""
    stories = [story(number) | {"difficulty": "odd"} for number in range(1, 2001)]
    write(stories, [])

    (verdict, *_) = validation.run(read_inputs())
    lines = validation.summary([verdict])["suites"]["stories"]["expectations"]
    (bad,) = [line for line in lines if not line["success"] and line["severity"] == "critical"]

    assert (bad["unexpected_count"], len(bad["unexpected"])) == (2000, validation.NAMED)
    assert bad["unexpected"][0] == {"row": 1, "id": "US-001"}
