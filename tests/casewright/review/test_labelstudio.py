import json
from xml.etree import ElementTree

import pytest

from casewright.errors import DataError
from casewright.records import Action, Aspect
from casewright.review.guide import guide
from casewright.review.labelstudio import labelling_config, read_export, to_tasks
from tests.casewright.review.made import a_task


def an_export(*annotations, task="0a1b2c3d-001"):
    """One task of an export, as Label Studio 1.23 writes it."""
    return {"id": 7, "data": {"task": task, "story": "…", "suite": "…"}, "annotations": list(annotations)}


def an_annotation(rating=4, action="accept", completed_by=1, **more):
    """What one person said, as Label Studio 1.23 writes it."""
    result = [
        {"from_name": aspect.value, "to_name": "suite", "type": "rating", "value": {"rating": rating}}
        for aspect in Aspect
    ]
    result.append(
        {"from_name": "action", "to_name": "suite", "type": "choices", "value": {"choices": [action]}}
    )
    result += [
        {"from_name": name, "to_name": "suite", "type": "textarea", "value": {"text": [text]}}
        for name, text in more.pop("texts", {}).items()
    ]
    return {
        "id": 1,
        "completed_by": completed_by,
        "result": result,
        "was_cancelled": False,
        "created_at": "2026-11-25T08:35:40.807682Z",
        "updated_at": "2026-11-25T08:36:40.807698Z",
        **more,
    }


def read(tmp_path, value):
    """The answers in an export."""
    path = tmp_path / "export.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return list(read_export(path))


def test_the_form_asks_for_all_that_is_reviewed():
    """Four ratings to 5 with their anchors, one of four actions, a comment and the suite to be corrected."""
    view = ElementTree.fromstring(labelling_config())
    ratings = {tag.get("name"): tag.get("maxRating") for tag in view.iter("Rating")}
    areas = {tag.get("name"): tag.get("value") for tag in view.iter("TextArea")}
    headings = " ".join(tag.get("value", "") for tag in view.iter("Header"))

    assert dict.fromkeys(Aspect, "5") == ratings
    assert list(Action) == [tag.get("alias") for tag in view.iter("Choice")]
    assert {"corrected": "$suite", "comment": None} == areas
    assert "3 acceptable: covers the main feature but misses details" in headings


def test_every_control_is_of_something_that_is_shown():
    """Label Studio refuses a form whose `toName` is nowhere."""
    view = ElementTree.fromstring(labelling_config())
    shown = {tag.get("name"): tag.get("value") for tag in view.iter("Text")}

    assert {"story": "$story", "suite": "$suite"} == shown
    assert {"suite"} == {tag.get("toName") for tag in view.iter() if tag.get("toName")}


def test_a_task_with_predictions():
    """What the rules rate is there in Label Studio's format, under a name that is no model's."""
    task = a_task(predicted={"clarity": 2}, acceptance_criteria=["Prices are gross."])
    (made,) = to_tasks((task,), predictions=True)
    (prediction,) = made["predictions"]
    (result,) = prediction["result"]

    assert {"task", "story", "suite"} == set(made["data"])
    assert made["data"]["story"].endswith("\n\nAcceptance criteria:\n- Prices are gross.")
    assert "rules" == prediction["model_version"]
    assert ("clarity", "suite", "rating", {"rating": 2}) == (
        result["from_name"],
        result["to_name"],
        result["type"],
        result["value"],
    )


def test_without_predictions_the_form_is_empty():
    """Also where there is nothing to fill in."""
    assert ["data"] == list(to_tasks((a_task(predicted={"clarity": 2}),), predictions=False)[0])
    assert ["data"] == list(to_tasks((a_task(),), predictions=True)[0])


def test_an_export_is_read(tmp_path):
    """Several annotators of one task are several answers; the task's place is the row."""
    texts = {"comment": "Good.", "corrected": "TC-001 …"}
    found = read(
        tmp_path,
        [
            an_export(),
            an_export(an_annotation(), an_annotation(2, "discard", {"id": 3, "email": "b@example.com"})),
        ],
    )
    (edited,) = read(tmp_path, [an_export(an_annotation(action="minor_edit", texts=texts))])

    assert [(2, "0a1b2c3d-001", 1, "accept"), (2, "0a1b2c3d-001", "b@example.com", "discard")] == [
        (one.row, one.task, one.reviewer, one.action) for one in found
    ]
    assert dict.fromkeys(Aspect, 4) == found[0].ratings
    assert "2026-11-25T08:36:40.807698Z" == found[0].reviewed_at
    assert ("Good.", "TC-001 …") == (edited.comment, edited.corrected)


def test_a_skipped_task_is_told_apart(tmp_path):
    """Label Studio exports it as a cancelled annotation without a result."""
    (found,) = read(tmp_path, [an_export(an_annotation(was_cancelled=True, result=[]))])

    assert found.skipped


def test_an_action_by_its_label_is_understood(tmp_path):
    """Where the alias was taken out of the form."""
    (found,) = read(tmp_path, [an_export(an_annotation(action="accept: use it as it is"))])

    assert "accept" == found.action


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[", "not JSON"),
        ({"tasks": []}, "no export of Label Studio"),
        ([{"task": "0a1b2c3d-001", "relevance": 4}], "not JSON-MIN or CSV"),
        ([{"data": {}}], "expected a list of tasks with `data` and `annotations`"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path, content, told):
    """The line names the file and how to export."""
    with pytest.raises(DataError, match=r"export\.json: .*export") as error:
        read(tmp_path, content)

    assert told in str(error.value)


@pytest.mark.parametrize("result", [None, [None], ["x"], [{"from_name": "relevance"}], [{"value": 3}], 3])
def test_a_strange_result_is_no_answer_and_no_crash(tmp_path, result):
    """What is missing is for the import to name."""
    (found,) = read(tmp_path, [an_export(an_annotation(result=result))])

    assert (None, None) == (found.action, found.ratings[Aspect.RELEVANCE])


def test_strange_values_are_no_crash(tmp_path):
    """A text that is none is read as text; annotations that are no list are none."""
    texts = [{"from_name": name, "value": {"text": 5}} for name in ("comment", "corrected")]
    (found,) = read(tmp_path, [an_export(an_annotation(result=texts)), an_export() | {"annotations": 5}])

    assert ("5", "5") == (found.comment, found.corrected)


def test_the_guide_names_every_aspect_and_action():
    """What a reviewer without Label Studio has to know."""
    text = guide()

    assert all(f"**{name}**" in text for name in (*Aspect, *Action))
