import pytest

from casewright.records import Criterion, Subset
from tests.builders import a_story_score
from tests.casewright.report.made import CLEANING, report, section, table, tables


def test_the_record_of_the_data():
    """Counts in and out, what was scrubbed, the judge and the digest."""
    cleaning = CLEANING | {"personal_data_replaced": {"EMAIL": 2, "PHONE": 1}}

    assert (
        "- 3 stories of 5 rows; 2 in quarantine\n"
        "- 3 reference suites of 4 rows; 1 in quarantine\n"
        "- personal values replaced: 2 EMAIL, 1 PHONE\n"
        "- judge: no judge is set\n"
        "- SHA-256 of the clean data: `d1935`"
    ) == section(report(cleaning=cleaning), "Data")
    assert "personal values replaced: none" in report()


def test_what_else_is_known_of_the_data_is_said_where_there_is_any():
    """Edge cases, values that were kept, and columns that nobody read."""
    cleaning = CLEANING | {
        "edge_cases": {"rows": 1, "kept": 1, "quarantined": 0},
        "personal_data_kept": {"EMAIL": 9},
        "ignored_columns": ["sprint", "owner"],
    }
    text = section(report(cleaning=cleaning), "Data")

    assert "- 1 edge cases of 1 row; 0 in quarantine\n" in text
    kept = "reserved for examples and tests or named in `clean.keep_terms`: 9 EMAIL"
    assert f"- values kept, because they are {kept}\n" in text
    assert "- columns that were not read: sprint, owner\n" in text


ISSUES = {
    "US-1": (),
    "US-2": ("atomic", "unambiguous"),
    "US-3": ("unambiguous",),
    "US-4": ("unambiguous",),
    "US-5": ("unambiguous",),
}


def stories(quality_of_flawed=0.8, **changes):
    """Four stories with issues and four without; the qualities of each group lie a little apart."""
    flawed = [
        a_story_score(id_, story_issues=issues, quality=quality_of_flawed + number / 100, **changes)
        for number, (id_, issues) in enumerate(ISSUES.items())
        if issues
    ]
    return flawed + [a_story_score(f"US-1{number}", quality=0.8 + number / 100) for number in range(4)]


def test_issues_are_counted_by_criterion():
    """The commonest first, with what a good story does and up to three that do not."""
    text = section(report(stories=stories()), "The stories")

    assert text.startswith("4 of 8 stories (dev and held out) could be written better")
    assert [
        ["unambiguous", "uses words that can be measured", "4", "US-2, US-3, US-4, …"],
        ["atomic", "asks for one thing", "1", "US-2"],
    ] == table(text)


def test_every_criterion_has_its_advice():
    """None is left without a word on what a good story does."""
    rows = table(section(report(stories=[a_story_score(story_issues=tuple(Criterion))]), "The stories"))

    assert len(Criterion) == len(rows)
    assert all(row[1] for row in rows)


@pytest.mark.parametrize(
    ("said", "quality"),
    [
        ("Suites of the chosen cell have **lower quality** for stories with issues (-0.", 0.2),
        ("Suites of the chosen cell have **higher quality** for stories with issues (+0.", 0.95),
        ("It is not shown that the chosen cell's suites are worse for stories with issues (", 0.79),
    ],
)
def test_quality_is_told_apart_for_stories_with_and_without_issues(said, quality):
    """Whether an issue costs quality is said with its uncertainty, and shown in a row each."""
    text = section(report(stories=stories(quality)), "The stories")

    assert said in text
    assert [["without", "4"], ["with", "4"]] == [row[:2] for row in tables(text)[1]]


def test_what_issues_cost_is_asked_of_dev_stories():
    """With all issues among the held-out stories there is nothing to compare."""
    text = section(report(stories=stories(subset=Subset.HELD_OUT)), "The stories")

    assert text.startswith("4 of 8 stories")
    assert "reference recall" not in text


def test_two_stories_are_too_few_to_compare():
    """One with issues and one without: no interval, no claim."""
    text = section(report(stories=stories()[3:5]), "The stories")

    assert "Whether issues cost quality cannot be said of so few stories." in text


def test_stories_without_issues_are_said_to_have_none():
    """Edge cases do not count: they are hard on purpose."""
    edge = a_story_score("EC-1", subset=Subset.EDGE_CASE, story_issues=("atomic",))
    text = section(report(stories=[a_story_score(), edge]), "The stories")

    assert text.startswith("No issue was found in the 1 story (without edge cases).")


def test_the_split_is_shown_by_difficulty():
    """A row for dev and for held out, with sums; edge cases by category below."""
    subsets = CLEANING["subsets"] | {"edge_case": {"adversarial": 2, "multi_role": 1}}
    text = section(report(cleaning=CLEANING | {"subsets": subsets}), "The stories")

    assert [["dev", "1", "1", "0", "2"], ["held out", "1", "0", "0", "1"]] == table(text)
    assert "Beside them 3 edge cases: 2 adversarial, 1 multi role." in text
    assert "Beside them" not in section(report(), "The stories")


def test_what_was_derived_doubled_or_left_out():
    """Derived fields, near duplicates with their similarity, and the quarantine by reason."""
    near = {"found": 7, "pairs": [{"id": f"US-{n}", "of": "US-1", "similarity": 0.912} for n in range(2, 9)]}
    cleaning = CLEANING | {"derived": {"id": 3, "domain": 1, "difficulty": 0}, "near_duplicates": near}
    text = section(report(cleaning=cleaning), "The stories")

    assert "the input has none (docs/data.md): id of 3 stories, domain of 1 story\n" in text
    assert "- near duplicates: 7; US-2 like US-1 (0.91), " in text
    assert text.endswith("US-6 like US-1 (0.91), …\n- in quarantine, by reason: 2 duplicate, 1 unknown story")


def test_nothing_derived_doubled_or_left_out_is_said_too():
    """An empty line would leave the reader in doubt."""
    text = section(report(cleaning=CLEANING | {"quarantined_by_reason": {}}), "The stories")

    assert "- nothing was derived: ids, domains and difficulties are those of the input\n" in text
    assert text.endswith("- near duplicates: none found\n- in quarantine, by reason: none")
