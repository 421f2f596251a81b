import httpx
import pytest

from tests.service.conftest import STORY


@pytest.mark.parametrize(
    "path", ["/", "/health/", "/live", "/choice", "/export", "/ui/", "/docs", "/nowhere"]
)
def test_head_is_answered_as_get_is_without_a_body(baseline: httpx.Client, path):
    """Status and headers are those of GET: monitors and browsers ask so."""
    got, asked = baseline.get(path), baseline.head(path)
    changing = {"date", "x-correlation-id", "content-length"}

    assert got.status_code == asked.status_code
    assert b"" == asked.content
    assert set(got.headers) == set(asked.headers)
    assert {name: value for name, value in got.headers.items() if name not in changing} == {
        name: value for name, value in asked.headers.items() if name not in changing
    }


def test_where_there_is_no_get_there_is_no_head(baseline: httpx.Client):
    """A story is not written for who asks so; and where GET is, both are told as allowed."""
    refused, put = baseline.head("/test-use-cases"), baseline.put("/choice", json={"story": STORY})

    assert (405, "POST") == (refused.status_code, refused.headers["Allow"])
    assert (405, "GET, HEAD") == (put.status_code, put.headers["Allow"])


def test_the_connection_is_good_for_the_next_request(baseline: httpx.Client):
    """Nothing of a body was sent that would be taken for the next answer."""
    for _ in range(3):
        assert 200 == baseline.head("/ui/page.js").status_code
        assert "alive" == baseline.get("/live").json()["message"]


def test_it_is_told_as_what_it_was(baseline: httpx.Client):
    """Metrics know HEAD by the route that answered."""
    baseline.head("/choice/")

    assert 'method="HEAD",route="/choice",status="200"' in baseline.get("/metrics").text
