"""The account of a cleaning: every row that went in, and where it went. Counts only, never a value."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casewright.backlog import Finished
from casewright.cleaning import Kept, Part, SetAside
from casewright.documents import Document
from casewright.records import Difficulty, ReferenceSuite, Subset
from casewright.scrubbing import Personal
from casewright.sources import Row

SHOWN_PAIRS = 100
"""Near duplicates that the account names; it counts all of them."""

_FLOWS = ("rows", "kept", "quarantined")


class Ledger:
    """Counts rows as they are read and as they are written: two counts that have to agree."""

    def __init__(self) -> None:
        self._parts: dict[Part, Counter[str]] = {
            "stories": Counter(),
            "edge_cases": Counter(),
            "references": Counter(),
        }
        self._files: dict[str, Counter[str]] = {}
        self._replaced_in: dict[str, Counter[str]] = {}
        self._documents: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._personal = Personal()
        self._issues: Counter[str] = Counter()
        self._derived: Counter[str] = Counter()
        self._subsets: Counter[tuple[str, str]] = Counter()
        self._difficulties: Counter[str] = Counter()
        self._domains: Counter[str] = Counter()
        self._with_issues = 0

    def reading(self, part: Part, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, counted."""
        for row in rows:
            self._count(part, row.file, "rows")
            yield row

    def story(self, one: Finished) -> None:
        """Count a story that is written; what is said of stories is said of the user's own."""
        self._count(one.part, one.file, "kept")
        self._note(one.file, one.personal)
        story = one.story
        if one.part == "edge_cases":
            self._subsets["edge_case", story["category"]] += 1
            return
        self._subsets[story["subset"], story["difficulty"]] += 1
        self._difficulties[story["difficulty"]] += 1
        self._domains[story["domain"]] += 1
        self._derived.update(story["derived"])
        self._issues.update(issue["criterion"] for issue in story["story_issues"])
        self._with_issues += bool(story["story_issues"])

    def reference(self, one: Kept[ReferenceSuite]) -> None:
        """Count a reference suite that is written."""
        self._count(one.part, one.file, "kept")
        self._note(one.file, one.personal)

    def document(self, file: str, document: Document, personal: Personal) -> None:
        """Count a document: a row that is kept."""
        self._files.setdefault(file, Counter()).update(("rows", "kept"))
        self._documents.update(files=1, characters=len(document.text))
        self._note(file, personal)

    def set_aside(self, one: SetAside) -> None:
        """Count a row that goes to the quarantine."""
        self._count(one.part, one.row.file, "quarantined")
        self._reasons[one.kind] += 1

    def summary(self, pairs: list[dict[str, Any]], ignored_columns: Iterable[str]) -> dict[str, Any]:
        """What `reports/cleaning.json` holds (docs/data.md)."""
        return {
            **{part: _flows(counts) for part, counts in self._parts.items()},
            "documents": {name: self._documents[name] for name in ("files", "characters")},
            "files": {
                file: {
                    **_flows(counts),
                    "personal_data_replaced": _sorted(self._replaced_in.get(file, {})),
                }
                for file, counts in self._files.items()
            },
            "quarantined_by_reason": _sorted(self._reasons),
            "near_duplicates": {"found": len(pairs), "pairs": pairs[:SHOWN_PAIRS]},
            "story_issues": _sorted(self._issues),
            "stories_with_issues": self._with_issues,
            "derived": {name: self._derived[name] for name in ("id", "domain", "difficulty")},
            "subsets": self._by_subset(),
            "difficulty": _sorted(self._difficulties),
            "domains": _sorted(self._domains),
            "personal_data_replaced": _sorted(self._personal.replaced),
            "personal_data_kept": _sorted(self._personal.kept),
            "ignored_columns": sorted(ignored_columns),
        }

    def _by_subset(self) -> dict[str, dict[str, int]]:
        sides = {
            side.value: {hard.value: self._subsets[side, hard] for hard in Difficulty}
            for side in (Subset.DEV, Subset.HELD_OUT)
        }
        categories = {name: n for (side, name), n in self._subsets.items() if side == Subset.EDGE_CASE}
        return sides | {Subset.EDGE_CASE.value: _sorted(categories)}

    def _count(self, part: Part, file: str, flow: str) -> None:
        self._parts[part][flow] += 1
        self._files.setdefault(file, Counter())[flow] += 1

    def _note(self, file: str, personal: Personal) -> None:
        if personal.replaced:
            self._personal.replaced.update(personal.replaced)
            self._replaced_in.setdefault(file, Counter()).update(personal.replaced)
        self._personal.kept.update(personal.kept)


def _flows(counts: Mapping[str, int]) -> dict[str, int]:
    return {flow: counts.get(flow, 0) for flow in _FLOWS}


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))
