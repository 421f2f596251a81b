"""JSON for scripts: an array of suites, exactly as they are; `POST /exports/…` takes the same form."""

from collections.abc import Iterator

from casewright.exports.exporter import Exporter, Options, Place
from casewright.exports.suite import ExportedSuite


def _pieces(suite: ExportedSuite, _: Place, __: Options) -> Iterator[str]:
    yield suite.model_dump_json(indent=2)


PLAIN_JSON = Exporter(
    name="json",
    purpose="scripts: an array of suites with all fields",
    suffix=".json",
    media_type="application/json",
    pieces=_pieces,
    head=lambda _: "[\n",
    between=",\n",
    tail="\n]\n",
    keeps_texts=True,
)
