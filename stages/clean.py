"""`python -m stages.clean`: raw stories, references and documents in, clean ones, the rest in quarantine."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from casewright.backlog import Backlog, Finished
from casewright.cleaning import Cleaner, SetAside
from casewright.documents import Document
from casewright.errors import DataError, run_stage
from casewright.figures import counted
from casewright.files import replaced_file, replaced_folder, write_json, write_jsonl
from casewright.ledger import Ledger
from casewright.params import DataParams, Params, load_params
from casewright.paths import (
    CLEAN,
    CLEANING,
    DOCUMENTS,
    EDGE_CASES,
    QUARANTINE,
    REFERENCES,
    REVIEWED,
    STORIES,
)
from casewright.scrubbing import Scrubbing
from casewright.sources import Row, place, read_documents, read_rows
from casewright.text import normalise_document


def run(params: Params, folder: Path) -> dict[str, Any]:
    """Clean what params.yaml names into a folder that is there; the summary counts and shows no value."""
    data, ledger, cleaner = params.data, Ledger(), Cleaner(params.clean, params.data.bad_rows)
    with ExitStack() as files:
        # Without a name on disk, so that a run that is killed leaves nothing of it.
        spool = files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=folder))
        stories, references, quarantine = (
            files.enter_context(replaced_file(folder / path.name))
            for path in (STORIES, REFERENCES, QUARANTINE)
        )

        def set_aside(item: SetAside) -> None:
            ledger.set_aside(item)
            quarantine.write(f"{item.row.model_dump_json()}\n")

        backlog, ids = Backlog(spool, data, params.clean), set()
        for row in cleaner.stories(ledger.reading("stories", read_rows(data.stories))):
            backlog.add(row)
        if data.edge_cases:
            for row in cleaner.edge_cases(ledger.reading("edge_cases", read_rows(EDGE_CASES))):
                backlog.add(row)
        for item in backlog.finished():
            if isinstance(item, Finished):
                ledger.story(item)
                ids.add(item.story["id"])
                stories.write(item.line)
            else:
                set_aside(item)
        for rows, reviewed in _references(data):
            for one in cleaner.references(ledger.reading("references", rows), ids, reviewed=reviewed):
                if isinstance(one, SetAside):
                    set_aside(one)
                else:
                    ledger.reference(one)
                    references.write(f"{one.record.model_dump_json(exclude_none=True)}\n")
    write_jsonl(folder / DOCUMENTS.name, _documents(data, Scrubbing(params.clean), ledger))
    summary = ledger.summary(backlog.pairs(), cleaner.ignored_columns)
    if not summary["stories"]["kept"]:
        aside = ", ".join(f"{kind} {count}" for kind, count in summary["quarantined_by_reason"].items())
        raise DataError(
            f"{data.stories}: no usable story in it; expected at least one of 20 to 500 characters; "
            f"rows set aside: {aside or 'none'}"
        )
    return summary


def _references(data: DataParams) -> list[tuple[Iterator[Row], bool]]:
    """The rows of written and of reviewed references, and which of the two they are; the first go first."""
    sources = [(read_rows(data.references), False)]
    if REVIEWED.is_file():
        sources.append((read_rows(REVIEWED), True))
    return sources[::-1] if data.prefer_reviewed else sources


def _documents(data: DataParams, scrubbing: Scrubbing, ledger: Ledger) -> Iterator[Document]:
    folder = place(data.documents)
    for name, text in read_documents(data.documents):
        fields, personal = scrubbing.record({"file": name, "text": normalise_document(text)})
        document = Document.model_validate(fields)
        ledger.document(f"{folder}/{name}" if data.documents.is_dir() else folder, document, personal)
        yield document


def main() -> None:
    """Write the clean data and its summary."""
    params = load_params()
    with replaced_folder(CLEAN) as folder:
        summary = run(params, folder)
    write_json(CLEANING, summary)
    kept = {part: summary[part]["kept"] for part in ("stories", "edge_cases", "references")}
    hard = f"{counted(kept['edge_cases'], 'edge case')}, " if params.data.edge_cases else ""
    print(
        f"clean: {counted(kept['stories'], 'story', 'stories')}, {hard}"
        f"{counted(kept['references'], 'reference')}, "
        f"{counted(sum(summary['quarantined_by_reason'].values()), 'row')} in {QUARANTINE}, "
        f"{counted(sum(summary['personal_data_replaced'].values()), 'personal value')} replaced"
    )
    if near := summary["near_duplicates"]["found"]:
        print(f"clean: near duplicates: {near}; {CLEANING} names them")


if __name__ == "__main__":
    run_stage(main)
