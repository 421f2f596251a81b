"""Test cases in the forms that test tools read: a module a format, all of them in `EXPORTERS`."""

import difflib
from collections.abc import Iterable, Mapping

from casewright.errors import DataError
from casewright.exports.azure import AZURE
from casewright.exports.exporter import Exporter, Options, chunks
from casewright.exports.gherkin import GHERKIN
from casewright.exports.markdown import MARKDOWN
from casewright.exports.plain_csv import PLAIN_CSV
from casewright.exports.plain_json import PLAIN_JSON
from casewright.exports.qase import QASE
from casewright.exports.suite import ExportedSuite, Origin
from casewright.exports.testrail import TESTRAIL, TESTRAIL_SINGLE_ROW
from casewright.exports.xray_csv import XRAY_CSV
from casewright.exports.xray_json import XRAY_JSON
from casewright.exports.zephyr import ZEPHYR

__all__ = [
    "EXPORTERS",
    "ExportedSuite",
    "Exporter",
    "Options",
    "Origin",
    "chunks",
    "exporter_for",
    "nearest",
]

EXPORTERS: Mapping[str, Exporter] = {
    exporter.name: exporter
    for exporter in (
        GHERKIN,
        TESTRAIL,
        TESTRAIL_SINGLE_ROW,
        XRAY_CSV,
        XRAY_JSON,
        ZEPHYR,
        AZURE,
        QASE,
        MARKDOWN,
        PLAIN_CSV,
        PLAIN_JSON,
    )
}


def exporter_for(name: str) -> Exporter:
    """The exporter of a format.

    Raises:
        DataError: there is no such format; names the nearest and all of them.

    """
    if name in EXPORTERS:
        return EXPORTERS[name]
    raise DataError(
        f"format {name!r}: unknown{nearest(name, EXPORTERS)}; expected one of {', '.join(EXPORTERS)}"
    )


def nearest(name: str, names: Iterable[str]) -> str:
    """The name that was probably meant, as part of a sentence; empty where none is near."""
    known = list(names)
    holding = [one for one in known if name.casefold() in one.casefold()] if name else []
    found = holding or difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f" (did you mean {found[0]!r}?)" if found else ""
