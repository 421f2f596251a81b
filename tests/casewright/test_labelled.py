import shutil

import pytest

from casewright.errors import DataError
from casewright.labelled import PAIRS, REFERENCES, STORIES, read_labels
from casewright.records import Subset
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def labels():
    """As shipped."""
    return read_labels(ROOT, 0.3, 2)


@pytest.fixture
def copy(tmp_path):
    """A folder with the shipped files, to be changed."""
    (tmp_path / "data/raw").mkdir(parents=True)
    for name in (PAIRS, STORIES, REFERENCES):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_shipped_pairs_are_enough_for_a_threshold(labels):
    """Every story is labelled; over 200 pairs test the same, and as many more are hard to tell apart."""
    same = sum(len(case.same) for case in labels.cases)
    twins = sum(len(case.twins) for case in labels.cases)

    assert set(labels.stories) == {case.story_id for case in labels.cases}
    assert same > 200
    assert twins > 90
    assert sum(not case.same for case in labels.cases) > 90


def test_no_two_labelled_cases_are_alike(labels):
    """Neither two of them, nor one of them and a reference case."""
    texts = [(case.story_id, case.case.title, case.case.expected_result) for case in labels.cases]
    references = {(one.title, one.expected_result) for suite in labels.references.values() for one in suite}

    assert len(texts) == len(set(texts))
    assert not references & {text[1:] for text in texts}


def test_what_is_the_same_is_no_twin(labels):
    """A pair has one label."""
    assert [] == [case for case in labels.cases if set(case.same) & set(case.twins)]


def test_stories_are_on_the_side_where_the_pipeline_has_them(labels):
    """Both sides have stories, and none has a story of the other."""
    dev, held_out = (
        {story.id for story, _ in labels.by_story(side)} for side in (Subset.DEV, Subset.HELD_OUT)
    )

    assert (35, 14) == (len(dev), len(held_out))
    assert not dev & held_out


def test_a_label_for_a_case_that_does_not_exist(copy):
    """The error names file, line and story."""
    text = (copy / PAIRS).read_text(encoding="utf-8")
    (copy / PAIRS).write_text(text.replace('"TC-001"', '"TC-099"', 1), encoding="utf-8")

    with pytest.raises(DataError, match=r"match_pairs.jsonl: line 1: .*'US-001'.*'TC-099'"):
        read_labels(copy, 0.3, 2)


@pytest.mark.parametrize("name", [PAIRS, STORIES, REFERENCES])
def test_a_file_that_is_missing(copy, name):
    """The error says where it was looked for."""
    (copy / name).unlink()

    with pytest.raises(DataError, match=f"{name}: there is no such file"):
        read_labels(copy, 0.3, 2)
