from casewright.records import Outcome, Subset
from tests.builders import SMALL, a_story_score, conditions
from tests.casewright.report.made import report, section, tables

TITLE = "Failures and low quality"


def kinds(stories):
    """The rows of the table by kind."""
    return tables(section(report(stories=stories), TITLE))[0]


def test_failures_are_counted_by_cell_subset_and_kind():
    """How many of how many stories failed how, five of them by name, and what one of them said."""
    stories = [
        a_story_score(f"US-{n}", outcome=Outcome.NOT_JSON, quality=0.0, problem="no object in it")
        for n in range(7)
    ]
    stories += [a_story_score("US-8", outcome=Outcome.TIMEOUT, quality=0.0), a_story_score("US-9")]
    rows = kinds(stories)

    assert [SMALL.name, "dev", "not json", "7 of 9"] == rows[0][:4]
    assert ["US-0, US-1, US-2, US-3, US-4, …", "no object in it"] == rows[0][5:]
    assert [SMALL.name, "dev", "timeout", "1 of 9"] == rows[1][:4]


def test_with_repeats_it_is_said_what_a_story_that_failed_is():
    """One suite of several is enough; without repeats there is nothing to say."""
    made = conditions(repeats=3)
    failed = [a_story_score(outcome=Outcome.TIMEOUT, quality=0.5)]
    said = "A story counts as failed or retried where one of its suites was."

    assert said in section(report(stories=failed, conditions=[made]), TITLE)
    assert said not in section(report(stories=failed), TITLE)


def test_held_out_stories_say_so_and_edge_cases_have_a_section_of_their_own():
    """The user's stories of both subsets are there, each with its subset."""
    stories = [
        a_story_score("US-1", subset=Subset.HELD_OUT, outcome=Outcome.TIMEOUT, quality=0.0),
        a_story_score("EC-1", subset=Subset.EDGE_CASE, outcome=Outcome.TIMEOUT, quality=0.0),
    ]

    assert [[SMALL.name, "held out", "timeout", "1 of 1"]] == [row[:4] for row in kinds(stories)]


def test_low_quality_and_retries_are_kinds_too():
    """A valid suite below the mark is low quality; one that came at the second attempt was retried."""
    stories = [
        a_story_score("US-1", quality=0.5),
        a_story_score("US-2", attempts=2, failed_attempts=(Outcome.TRUNCATED,)),
    ]

    assert ["low quality", "retried: truncated"] == [row[2] for row in kinds(stories)]


def test_groups_with_lower_quality_stand_out():
    """Hard stories that rate far lower than the others are shown as lower; what is like the rest is not."""
    stories = [
        a_story_score(
            f"US-{n}",
            quality=(0.5 if n < 6 else 0.95) + n / 1000,
            difficulty="hard" if n < 6 else "easy",
            domain="a" if n % 2 else "b",
        )
        for n in range(14)
    ]
    text = section(report(stories=stories), TITLE)

    assert "Quality of the chosen cell is lower for 1 group of 4" in text
    assert ["difficulty: hard", "**lower**"] == [tables(text)[1][0][place] for place in (0, 4)]
