from casewright.checks import check
from casewright.params import Limit
from casewright.report.cells import derived_difficulty
from tests.builders import BASELINE_CELL, SMALL, a_cell_score, a_choice, conditions, resources
from tests.casewright.report.made import CLEANING, findings, report, section, table


def test_targets_are_met_missed_or_not_measured():
    """Each target stands beside its value, its range and its verdict."""
    cell = a_cell_score(retry_rate=0.2, latency_p95_s=None, quality_score=0.9)
    limits = {
        "quality_score": Limit(at_least=0.9),
        "retry_rate": Limit(below=0.05),
        "latency_p95_s": Limit(below=5),
    }
    text = report([cell], a_choice(targets=check(cell, limits), limits=check(cell, limits)))
    expected = [
        ["`quality_score`", "≥ 0.9", "0.900", "met"],
        ["`retry_rate`", "< 0.05", "0.200", "missed"],
        ["`latency_p95_s`", "< 5", "not measured", "not measured"],
    ]

    assert expected == table(section(text, "Targets"))
    assert expected == table(section(text, "Limits of the choice"))


def test_several_suites_a_story_are_told():
    """Whoever reads a figure of a story knows of how many suites it is the mean."""
    made = [conditions(repeats=3), conditions(BASELINE_CELL)]
    said = section(report(conditions=made), "Under which conditions")

    assert f"- {SMALL.name}: 3 suites a story: a figure of a story is the mean over them" in said
    assert 1 == said.count("suites a story")


def test_recommendations_are_listed():
    """Those of the chosen cell, one a line."""
    cell = a_cell_score().model_copy(update={"recommendations": ("do this", "do that")})

    assert "- do this\n- do that" == section(report([cell]), "Recommendations")


def test_a_model_that_changed_while_it_ran_is_marked():
    """A tag pulled anew in the middle makes a cell two models."""
    changed = conditions(model_digest_after="other")

    assert "**changed while it ran**" in report(conditions=[changed])
    assert "changed while it ran" not in report()


def test_a_tag_that_is_another_model_than_last_time_is_marked():
    """Results of two runs under one name are not results of one model."""
    changed = conditions(previous_digest="ffffffffffffffff")

    assert "the tag had the digest `ffffffffffff`" in report(conditions=[changed])
    assert "another model" not in report(conditions=[conditions(previous_digest="a1b2c3d4e5f6a7b8")])


def test_what_came_from_the_store_and_what_the_server_took_is_told():
    """Replies that were not called for, settings of the server, and only those readings that there are."""
    cell = conditions(
        called=9,
        stored=40,
        timings_reused=30,
        environment={"OLLAMA_NUM_PARALLEL": "4"},
        environment_source="its process",
        resources=resources(server_cpu_percent=41.2, server_peak_memory_mb=1080.0),
    )

    text = report(conditions=[cell])

    assert "40 of 49 replies are from the response store, 30 of them with timings" in text
    assert "settings of the server (its process): OLLAMA_NUM_PARALLEL=4" in text
    assert "the server took processor 41 % (measured), peak memory 1,080 MB (measured) of its mach" in text


def test_derived_difficulties_are_not_taken_for_the_users():
    """It is said of how many stories a rule gave the difficulty."""
    cleaning = CLEANING | {"derived": {"id": 3, "domain": 0, "difficulty": 3}}

    assert "The difficulty of 3 stories was derived by rule" in derived_difficulty(
        findings(cleaning=cleaning)
    )
    assert "" == derived_difficulty(findings())
