import re

import pytest

from casewright.records import Cell, Outcome
from casewright.stats import rate_interval
from service.production.failures import failure_report
from service.production.file import RecordsFile
from service.production.kept import FeedbackAction, Unanswered
from service.production.tally import without_values
from tests.builders import a_suite
from tests.service.production.made import DAY_S, NOW_S, a_request, an_attempt_kept, feedback, fill

OTHER = Cell(model="mistral:7b", prompt="rag")


def report(path, days: int = 7) -> str:
    """The report up to the test's now."""
    with RecordsFile(path) as file:
        return failure_report(file, days, NOW_S + 1)


def rows(text: str, heading: str) -> list[list[str]]:
    """The rows of the table of a section, without its head."""
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture
def week(tmp_path):
    """Twenty stories of this week, of which five failed in three ways, and ten of the week before."""
    path = tmp_path / "records.sqlite"
    wrong = an_attempt_kept(Outcome.SCHEMA_VIOLATION, 1, "test_cases.3.title: missing; got 'x'")
    also_wrong = an_attempt_kept(Outcome.SCHEMA_VIOLATION, 2, "test_cases.1.title: missing; got 'y'")
    last = an_attempt_kept(Outcome.SCHEMA_VIOLATION, 3, "<b>`no | case`")
    failed = {"attempts": [wrong, also_wrong, last], "ending": "schema_violation", "test_cases": ()}
    late = {"attempts": [wrong], "ending": Unanswered.DEADLINE, "test_cases": (), "timing": None}
    fill(
        path,
        *(a_request(f"good-{number}", total_s=1.0 + number) for number in range(12)),
        *(a_request(f"failed-{number}", cell=OTHER, role="canary", **failed) for number in range(4)),
        a_request("late-0", **late),
        *(a_request(f"again-{number}", outcomes=(Outcome.TRUNCATED, Outcome.OK)) for number in range(3)),
        *(a_request(f"before-{number}", kept_at=NOW_S - 8 * DAY_S) for number in range(9)),
        a_request("before-9", kept_at=NOW_S - 20 * DAY_S),
        feedback("good-0", 5, action=FeedbackAction.ACCEPTED),
        feedback("good-1", 4, action=FeedbackAction.EDITED, corrected=a_suite(1), comment="More"),
        feedback("failed-0", 1),
        feedback("before-0", 3),
    )
    return report(path)


def test_failures_are_counted_by_kind_beside_the_week_before(week):
    """With share, exact interval, change and where to look."""
    interval = rate_interval(4, 20)
    assert interval
    low, high = (f"{100 * bound:.1f}" for bound in interval)

    assert ["schema_violation", "4", "20.0 %", f"{low} to {high} %", "0.0 %", "none shown"] == rows(
        week, "By kind"
    )[0][:6]
    assert [
        ("schema_violation", "failed-0, failed-1, failed-2"),
        ("retried: truncated", "again-0, again-1, again-2"),
        ("deadline", "late-0"),
    ] == [(row[0], row[-1]) for row in rows(week, "By kind")]
    assert "20 accepted stories; 5 (25.0 %, 95 % interval 8.7 to 49.1 %) failed, 3 (15.0 %, " in week
    assert "In the same time before: 9 stories, 0 (0.0 %, 95 % interval 0.0 to 33.6 %) failed, " in week


def test_what_was_wrong_is_grouped_without_its_values(week):
    """The same mistake in other places is one group, and nothing in it is markup."""
    assert [
        ["schema_violation", "test_cases.N.title: missing", "9", "56.2 %"],
        ["schema_violation", "&lt;b&gt;'…'", "4", "25.0 %"],
        ["truncated", "(nothing said)", "3", "18.8 %"],
    ] == rows(week, "What was wrong with attempts")


def test_cells_are_told_apart(week):
    """By model, prompt and what they are served as, with attempts, seconds and ratings."""
    champion, canary = rows(week, "By model and prompt")

    assert ["llama3.2:1b × improved_v1", "champion", "16", "6.2 %"] == champion[:4]
    assert ["mistral:7b × rag", "canary", "4", "100.0 %"] == canary[:4]
    assert ("18.8 %", "1.19", "4.50 (2)") == (champion[5], champion[6], champion[-1])
    assert ("3.00", "not measured", "1.00 (1)") == (canary[6], canary[7], canary[-1])


def test_retries_deadlines_and_feedback_are_told(week):
    """How many attempts stories took, and what people said."""
    assert [
        ["1", "13", "65.0 %", "100.0 %"],
        ["2", "3", "15.0 %", "0.0 %"],
        ["3", "4", "20.0 %", "0.0 %"],
    ] == (rows(week, "Retries and time"))
    assert "The deadline came for 1 (5.0 %, 95 % interval " in week
    assert re.search(
        r"Rated: 3 \(15\.0 %, .*\)\. Mean: 3\.33, 95 % interval 1\.00 to 5\.00; before 3\.00 \(1\)", week
    )
    assert "Actions: accepted 1, edited 1, none 1. Corrected suites: 1. Comments: 1." in week
    assert "reach back" not in week


def test_more_is_said_only_where_it_is_shown(tmp_path):
    """Where the two intervals have nothing in common."""
    path = tmp_path / "records.sqlite"
    failed = (Outcome.TIMEOUT,)
    fill(
        path,
        *(a_request(f"now-{number}", outcomes=failed) for number in range(20)),
        *(a_request(f"then-{number}", kept_at=NOW_S - 8 * DAY_S) for number in range(20)),
        a_request("then-20", outcomes=(Outcome.ABORTED,), kept_at=NOW_S - 8 * DAY_S),
    )

    assert [["timeout", "more"], ["aborted", "none shown"]] == [
        [row[0], row[5]] for row in rows(report(path), "By kind")
    ]


def test_a_week_without_failures_says_so(tmp_path):
    """In words, as there is nothing for a table."""
    path = tmp_path / "records.sqlite"
    fill(path, a_request())
    told = report(path)

    assert "Nothing failed, and nothing had to be asked for twice." in told
    assert "No attempt failed." in told
    assert "Nobody has rated an answer of this time." in told
    assert "The records do not reach back over all of the time before" in told


def test_a_week_without_stories_says_so(tmp_path):
    """And nothing else."""
    path = tmp_path / "records.sqlite"
    fill(path, a_request(kept_at=NOW_S - 30 * DAY_S))

    assert report(path).endswith(
        "\n\nNo story was accepted in this time, or nothing of it is kept (SERVICE_RECORDS)."
    )


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ("", ""),
        (
            "test_cases.12.id: String should match pattern '^TC-[0-9]{3}$'; got 'x'",
            "test_cases.N.id: String should match pattern '…'",
        ),
        (
            "not JSON: Expecting value: line 1 column 7 (char 6)",
            "not JSON: Expecting value: line N column N (char N)",
        ),
        ("x" * 500, "x" * 119 + "…"),
    ],
)
def test_details_are_read_without_values(detail, expected):
    """Numbers, quotes and what was got are left out, and what is long is cut."""
    assert expected == without_values(detail)
