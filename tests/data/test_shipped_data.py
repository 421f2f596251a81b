import json

import pytest

from casewright.params import load_params
from casewright.scrubbing import Scrubbing
from tests.builders import ROOT


@pytest.mark.parametrize("name", ["stories", "references", "edge_cases"])
def test_the_shipped_data_lose_nothing_to_the_scrubber(name):
    """What was invented for tests is reserved, or named in `clean.keep_terms`: no test loses its values."""
    scrubbing = Scrubbing(load_params(ROOT / "params.yaml").clean)
    records = json.loads((ROOT / f"data/raw/{name}.json").read_text(encoding="utf-8"))

    assert {} == {
        record.get("id") or record["story_id"]: replaced
        for record in records
        if (replaced := scrubbing.record(record)[1].replaced)
    }
