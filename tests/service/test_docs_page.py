import re

import pytest

from tests.browser import browse, chromium


def test_the_page_and_all_that_it_loads_are_here(baseline):
    """Its addresses are relative and lead to this service, and each file has a tag and a strict policy."""
    markup = baseline.get("/docs").text
    loaded = re.findall(r'(?:src|href)="(docs/[^"]+)"', markup)
    answers = [baseline.get(f"/{name}") for name in loaded]

    assert [
        f"docs/{name}" for name in ("swagger-ui.css", "docs.css", "swagger-ui-bundle.js", "docs.js")
    ] == loaded
    assert {200} == {answer.status_code for answer in answers}
    assert not re.search(r"https?://|<style|<script(?![^>]* src=)", markup)
    for answer in answers:
        assert "script-src 'self'; style-src 'self'" in answer.headers["Content-Security-Policy"]
        again = baseline.get(answer.url.path, headers={"If-None-Match": answer.headers["ETag"]})
        assert 304 == again.status_code


def test_it_reads_the_schema_that_fastapi_writes(baseline):
    """OpenAPI 3.1 needs Swagger UI 5."""
    bundle = baseline.get("/docs/swagger-ui-bundle.js").text

    assert baseline.get("/openapi.json").json()["openapi"].startswith("3.1")
    assert re.search(r'PACKAGE_VERSION:"5\.', bundle)


def test_other_addresses_lead_to_it_or_are_told(baseline):
    """A slash at its end is led back, and a wrong name has the answer of every wrong address."""
    moved, wrong = baseline.get("/docs/"), baseline.get("/docs/nothing.js")

    assert (308, "../docs") == (moved.status_code, moved.headers["Location"])
    assert (404, False) == (wrong.status_code, wrong.json()["is_success"])


@pytest.mark.chromium
@pytest.mark.skipif(chromium() is None, reason="no Chromium on PATH or in CASEWRIGHT_CHROMIUM")
def test_an_operation_can_be_tried_without_a_network(baseline):
    """The page lists what there is, sends a request and shows its answer, and asks nobody else."""

    async def see(tab):
        await tab.until("document.querySelector('.opblock-get')")
        await tab.run("document.querySelector('.opblock-get .opblock-summary-control').click()")
        await tab.until("document.querySelector('.opblock-get .responses-inner .model-example')")
        await tab.run("document.querySelector('.opblock-get .execute').click()")
        await tab.until("document.body.innerText.includes('\"is_success\": true')")
        return tab.messages, tab.requests

    messages, requests = browse(f"{baseline.base_url}/docs", see)

    assert [] == messages
    assert all(request.startswith((str(baseline.base_url), "data:")) for request in requests)
