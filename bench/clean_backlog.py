"""A backlog of any size for `bench.clean`: seeded, with duplicates, near duplicates and personal data."""

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def _list(text: str, separator: str) -> list[str]:
    return [item.strip() for item in " ".join(text.split()).split(separator) if item.strip()]


_ROLES = _list(
    """
    shopper guest buyer seller librarian nurse planner dispatcher teacher student tenant landlord
    driver auditor cashier editor reviewer translator recruiter applicant coach referee farmer baker
    mechanic pharmacist accountant analyst administrator moderator supplier courier receptionist
    surveyor curator
    """,
    " ",
)
_VERBS = _list(
    """
    filter export import archive compare approve reject schedule cancel duplicate rename print share
    sort merge split label translate review publish restore delete track rate reorder validate
    download upload annotate lock assign
    """,
    " ",
)
_OBJECTS = _list(
    """
    invoice order basket shipment timetable roster contract prescription lesson parcel warehouse
    voucher ticket calendar report questionnaire inventory recipe manual photograph translation
    candidate budget receipt delivery subscription appointment checklist certificate dataset
    catalogue complaint survey membership reservation
    """,
    " ",
)
_QUALITIES = _list(
    """
    overdue monthly shared regional seasonal archived incomplete priority multilingual confidential
    recurring temporary automatic annual weekly damaged pending approved draft external
    """,
    " ",
)
_PLACES = _list(
    """
    in the overview | on my phone | before the deadline | from the dashboard | by department | for
    every branch | with one click | across all locations | during the audit | after the handover |
    without a reload | next to its history | by date and owner | in a second language | for the
    whole team
    """,
    "|",
)
_GAINS = _list(
    """
    nobody waits for it | the figures stay right | we save an hour a week | mistakes are found early
    | customers get an answer the same day | the next shift knows what is open | audits need no
    extra work | stock never runs out | we spot trends sooner | new colleagues find their way |
    deadlines are kept | no paper has to be filed | each branch works alike | complaints become rare
    | costs stay visible
    """,
    "|",
)
_PERSONAL = (
    "call Marta Kowalczyk on +49 30 901820",
    "write to p.lindqvist@nordfrakt.se",
    "see it paid from DE89 3704 0044 0532 0130 00",
    "send it to 12 Harbour Street, Boston, MA 02110",
)
_FILE_ROWS = 5_000


def write_backlog(folder: Path, stories: int, seed: int = 1) -> None:
    """Write so many rows as .txt, .csv and .jsonl files of 5,000 rows each."""
    rows = _rows(random.Random(seed), stories)
    writers = (_write_txt, _write_csv, _write_jsonl)
    for number in range(0, stories, _FILE_ROWS):
        chosen = [next(rows) for _ in range(min(_FILE_ROWS, stories - number))]
        at = number // _FILE_ROWS
        writers[at % len(writers)](folder / f"part-{at:04d}", chosen)


def _rows(chance: random.Random, stories: int) -> Iterator[dict[str, Any]]:
    """2 of 100 repeat an earlier story, 3 nearly do, 5 hold personal data."""
    told: list[str] = []
    for number in range(stories):
        kind = chance.random()
        if told and kind < 0.02:
            story = chance.choice(told)
        elif told and kind < 0.05:
            words = chance.choice(told).split()
            words[chance.randrange(5, len(words))] = chance.choice(_QUALITIES)
            story = " ".join(words)
        else:
            story = _story(chance, personal=kind < 0.10)
        if len(told) < 20_000:
            told.append(story)
        yield {
            "id": f"B-{number:06d}",
            "story": story,
            "domain": chance.choice(_OBJECTS),
            "difficulty": chance.choice(["easy", "medium", "hard"]),
            "acceptance_criteria": [
                f"The {chance.choice(_QUALITIES)} {chance.choice(_OBJECTS)} shows up within "
                f"{chance.randrange(1, 60)} seconds {chance.choice(_PLACES)}."
            ],
            "tags": [chance.choice(_VERBS), chance.choice(_QUALITIES)],
        }


def _story(chance: random.Random, *, personal: bool) -> str:
    first, second = chance.sample(_OBJECTS, 2)
    wish = f"{chance.choice(_VERBS)} the {chance.choice(_QUALITIES)} {first} {chance.choice(_PLACES)}"
    if personal:
        wish += f" and {chance.choice(_PERSONAL)}"
    limit = f" of up to {chance.randrange(2, 5000)} items" if chance.random() < 0.5 else ""
    role, gain = chance.choice(_ROLES), chance.choice(_GAINS)
    return (
        f"As a {chance.choice(_QUALITIES)} {role}, I want to {wish} and {chance.choice(_VERBS)} "
        f"the {chance.choice(_QUALITIES)} {second}{limit}, so that {gain}."
    )


def _write_txt(path: Path, rows: list[dict[str, Any]]) -> None:
    path.with_suffix(".txt").write_text("".join(f"{row['story']}\n" for row in rows), encoding="utf-8")


def _write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Issue key", "Description", "Component", "Labels"])
        writer.writerows([row["id"], row["story"], row["domain"], ",".join(row["tags"])] for row in rows)


def _write_jsonl(path: Path, rows: list[dict[str, Any]]) -> None:
    lines = (json.dumps(row) + "\n" for row in rows)
    path.with_suffix(".jsonl").write_text("".join(lines), encoding="utf-8")
