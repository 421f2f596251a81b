"""A sample as a project of Label Studio, and its annotations back from Label Studio's JSON export."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from casewright.errors import DataError
from casewright.records import RATING_SCALE, Action, Aspect, ReviewTask
from casewright.review.answers import RawReview
from casewright.review.guide import ACTIONS, anchor_line
from casewright.review.suite_text import suite_as_text

RULES = "rules"
"""What wrote the predictions, as Label Studio calls it: never the name of a model."""


def labelling_config() -> str:
    """The form as Label Studio's XML."""
    view = ElementTree.Element("View")
    _add(view, "Header", value="User story")
    _add(view, "Text", name="story", value="$story")
    _add(view, "Header", value="Test cases")
    _add(view, "Text", name="suite", value="$suite")
    for aspect in Aspect:
        _add(view, "Header", value=f"{aspect.capitalize()}: {anchor_line(aspect)}", size="5")
        _add(
            view,
            "Rating",
            name=aspect,
            toName="suite",
            maxRating=str(RATING_SCALE[-1]),
            required="true",
            requiredMessage=f"Please rate the {aspect}.",
        )
    _add(view, "Header", value="What would you do with it?")
    choices = _add(
        view,
        "Choices",
        name="action",
        toName="suite",
        choice="single-radio",
        required="true",
        requiredMessage="Please say what you would do with the suite.",
    )
    for action, meaning in ACTIONS.items():
        _add(choices, "Choice", value=f"{action}: {meaning}", alias=action)
    _add(view, "Header", value="For a minor edit, the suite with your corrections", size="5")
    _area(view, "corrected", rows="24", value="$suite")
    _add(view, "Header", value="Comment", size="5")
    _area(view, "comment", rows="3")
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)


def _area(view: ElementTree.Element, name: str, **attributes: str) -> None:
    _add(view, "TextArea", name=name, toName="suite", editable="true", maxSubmissions="1", **attributes)


def to_tasks(tasks: tuple[ReviewTask, ...], *, predictions: bool) -> list[dict[str, Any]]:
    """What Label Studio imports: no story id, no model and no prompt in it."""
    return [_task(task, predictions) for task in tasks]


def _task(task: ReviewTask, predictions: bool) -> dict[str, Any]:
    data = {"task": task.id, "story": story_text(task), "suite": suite_as_text(task.test_cases)}
    if not (predictions and task.predicted):
        return {"data": data}
    result = [
        {
            "id": f"{task.id}-{aspect}",
            "from_name": aspect.value,
            "to_name": "suite",
            "type": "rating",
            "value": {"rating": rating},
        }
        for aspect, rating in task.predicted.items()
    ]
    return {"data": data, "predictions": [{"model_version": RULES, "result": result}]}


def story_text(task: ReviewTask) -> str:
    """A story with its acceptance criteria."""
    criteria = "".join(f"\n- {one}" for one in task.acceptance_criteria)
    return task.story + (f"\n\nAcceptance criteria:{criteria}" if criteria else "")


def read_export(path: Path) -> Iterator[RawReview]:
    """Every annotation in a file of `Export → JSON`, skipped ones as such; `row` counts the tasks.

    Raises:
        DataError: it is not such a file.

    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: not JSON: {error}; export the project from Label Studio as JSON") from error
    fits = isinstance(tasks, list) and all(isinstance(one, dict) and "data" in one for one in tasks)
    if not fits or not any("annotations" in one for one in tasks):
        raise DataError(
            f"{path}: no export of Label Studio; expected a list of tasks with `data` and `annotations`: "
            "export the project as JSON, not JSON-MIN or CSV"
        )
    for row, task in enumerate(tasks, start=1):
        name = task["data"].get("task") if isinstance(task["data"], dict) else None
        for annotation in _dicts(task.get("annotations")):
            yield _read(path, row, name, annotation)


def _read(path: Path, row: int, task: Any, annotation: dict[str, Any]) -> RawReview:
    given: dict[str, Any] = {}
    for result in _dicts(annotation.get("result")):
        value = result.get("value")
        if isinstance(value, dict):
            given[str(result.get("from_name"))] = _plain(value)
    when = annotation.get("updated_at") or annotation.get("created_at")
    return RawReview(
        file=path.as_posix(),
        row=row,
        task=task,
        reviewer=_who(annotation.get("completed_by")),
        reviewed_at=when,
        ratings={aspect: given.get(aspect) for aspect in Aspect},
        action=_action(given.get("action")),
        comment=str(given.get("comment") or ""),
        corrected=str(given.get("corrected") or ""),
        skipped=bool(annotation.get("was_cancelled")),
    )


def _dicts(value: Any) -> list[dict[str, Any]]:
    """What of a list can be read; what is no list holds nothing."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _plain(value: dict[str, Any]) -> Any:
    """The one thing that a control holds; a text area has a list of texts."""
    if "rating" in value:
        return value["rating"]
    held = value.get("choices", value.get("text"))
    if isinstance(held, list):
        return "\n".join(map(str, held))
    return held


def _action(value: Any) -> Any:
    """An action by its alias, which is what is exported, or by its whole label."""
    return value.split(":")[0] if isinstance(value, str) and value.split(":")[0] in list(Action) else value


def _who(value: Any) -> Any:
    """A reviewer is a number, or a user with an id and an address."""
    return value.get("email") or value.get("id") if isinstance(value, dict) else value
