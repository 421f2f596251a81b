import re

import pytest

from service import page

PARTS = [path.name for path in page.FOLDER.iterdir() if path.suffix in (".css", ".js")]


def test_the_page_is_at_its_two_addresses(baseline):
    """Without its slash it is elsewhere by a relative address, which no path prefix breaks."""
    moved = baseline.get("/ui")

    assert (308, "ui/") == (moved.status_code, moved.headers["Location"])
    assert (200, "text/html; charset=utf-8") == (
        baseline.get("/ui/").status_code,
        baseline.get("/ui/").headers["Content-Type"],
    )


@pytest.mark.parametrize("name", ["", *PARTS])
def test_each_part_may_only_do_what_it_needs(baseline, name):
    """Scripts and styles are this origin's own, no text becomes markup, and nobody may frame the page."""
    assert [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ] == baseline.get(f"/ui/{name}").headers["Content-Security-Policy"].split("; ")


@pytest.mark.parametrize("name", ["", *PARTS])
def test_what_a_browser_has_is_not_sent_again(baseline, name):
    """A file has a tag, is asked for again each time, and only then sent when it is another one."""
    first = baseline.get(f"/ui/{name}")
    tag = first.headers["ETag"]
    again = [
        baseline.get(f"/ui/{name}", headers={"If-None-Match": f'"x", {prefix}{tag}'}) for prefix in ("", "W/")
    ]
    other = baseline.get(f"/ui/{name}", headers={"If-None-Match": '"x"'})

    assert "no-cache" == first.headers["Cache-Control"]
    assert [(304, b"", tag)] * 2 == [(one.status_code, one.content, one.headers["ETag"]) for one in again]
    assert (200, first.content) == (other.status_code, other.content)


def test_nothing_is_inline_and_nothing_is_elsewhere():
    """The page has no script, style or handler in its markup, and names no other host."""
    markup = (page.FOLDER / "index.html").read_text(encoding="utf-8")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', markup)

    assert not re.search(r"<style|<script(?![^>]* src=)|\son\w+=|\sstyle=", markup)
    assert [] == [one for one in loaded if one.startswith(("http", "//", "/"))]
    assert {"page.css", "page.js"} <= set(loaded)


def test_every_id_that_a_script_asks_for_is_there():
    """Scripts and markup agree on what elements are called."""
    scripts = [path.read_text(encoding="utf-8") for path in page.FOLDER.glob("*.js")]
    asked = {name for script in scripts for name in re.findall(r'byId\("([\w-]+)"\)', script)}
    markup = (page.FOLDER / "index.html").read_text(encoding="utf-8")

    assert set() == asked - set(re.findall(r'id="([\w-]+)"', markup))


def test_no_script_makes_markup():
    """Nothing in the scripts reads text as markup."""
    unsafe = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function")

    assert [] == [path.name for path in page.FOLDER.glob("*.js") if unsafe.search(path.read_text("utf-8"))]


def test_what_is_not_there_is_told_in_the_envelope(baseline):
    """A wrong address has the answer that every wrong address has, and no way out of the folder."""
    for name in ("nothing.js", "__init__.py", "..%2F__init__.py"):
        answer = baseline.get(f"/ui/{name}")

        assert (404, False) == (answer.status_code, answer.json()["is_success"])
