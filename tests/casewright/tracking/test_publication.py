import pytest

from casewright.errors import DataError
from casewright.files import read_json, write_json, write_text
from casewright.params import load_params
from casewright.paths import CHOICE, SCORES
from casewright.prompts import PROMPTS
from casewright.tracking import params_digest, read_publication
from tests.builders import SMALL
from tests.casewright.tracking.made import PARAMS, leave


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project with a finished run, as the working directory."""
    leave(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reported(**changes):
    """The settings with other ones for the report."""
    return PARAMS.model_copy(update={"report": PARAMS.report.model_copy(update=changes)})


def test_what_the_report_stage_left_is_read(folder):
    """The choice, figures of cells and stories, and the reports that are there."""
    publication = read_publication(load_params())

    assert (SMALL, 4, 3) == (publication.choice.cell, len(publication.cells), len(publication.stories))
    assert ["leaderboard.csv", "report.md", "choice.json", "status.json"] == [
        path.name for path in publication.artifacts
    ]
    assert ["report.html"] == [path.name for path in publication.artifacts_with_texts]


def test_the_chosen_cell_comes_first(folder):
    """Its rows are logged before there are too many."""
    assert SMALL == read_publication(PARAMS).dev[0].cell


def test_the_key_is_of_the_run_and_not_of_its_logging(folder):
    """The id that comes of logging changes nothing; other figures and other wishes about texts do."""
    first = read_publication(PARAMS).key
    write_json(CHOICE, read_json(CHOICE) | {"mlflow_run_id": "abc"})
    named = read_publication(PARAMS).key
    with_texts = read_publication(reported(log_stories=True)).key
    lines = (SCORES / "stories.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    write_text(SCORES / "stories.jsonl", "".join(lines[:-1]))

    assert first == named
    assert 3 == len({first, with_texts, read_publication(PARAMS).key})


def test_where_it_is_logged_is_no_setting_of_the_run():
    """Whoever sets `report.log_stories` afterwards need not run the pipeline anew."""
    assert params_digest(PARAMS) == params_digest(reported(log_stories=True))
    assert params_digest(PARAMS) != params_digest(PARAMS.model_copy(update={"model": "other"}))


def test_other_settings_are_refused(folder):
    """A run is not logged with settings that it did not have."""
    with pytest.raises(DataError, match=r"^params.yaml: not the settings of .*dvc repro"):
        read_publication(PARAMS.model_copy(update={"model": "other"}))


def test_an_edited_prompt_is_refused(folder):
    """The champion would be a text that was never measured."""
    with (folder / PROMPTS / "improved_v1.j2").open("a", encoding="utf-8") as file:
        file.write("\n{# edited #}\n")

    with pytest.raises(DataError, match=r"^prompts/improved_v1.j2: not what .*dvc repro"):
        read_publication(PARAMS)


def test_other_stories_are_refused(folder):
    """Digests would be those of data that the figures are not about."""
    write_text(folder / "data/clean/references.jsonl", "{}\n")

    with pytest.raises(DataError, match=r"stories.jsonl: not the stories of .*dvc repro"):
        read_publication(PARAMS)


def test_without_a_run_there_is_nothing_to_publish(tmp_path, monkeypatch):
    """One line that names the file and what writes it."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(DataError, match=r"choice.json: there is no such file; run `dvc repro`"):
        read_publication(PARAMS)
