import json

from hypothesis import given
from hypothesis import strategies as st

from casewright.exports import ExportedSuite
from casewright.exports.plain_json import PLAIN_JSON
from tests.casewright.exports.made import exported, suites


@given(st.lists(suites, min_size=1, max_size=3))
def test_every_suite_comes_back_exactly(found):
    """Control characters and line ends as well: nothing is tidied."""
    read = json.loads(exported(PLAIN_JSON, *found))

    assert found == [ExportedSuite.model_validate(one) for one in read]
