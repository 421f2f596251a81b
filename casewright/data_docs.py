"""Data Docs: pages on which a person can read what the data has to look like, and whether it does.

Great Expectations renders them; what it cannot reproduce (times, random ids) and what it would load from
elsewhere (scripts, styles, fonts) is left out, so the pages are the same bytes on every machine.
"""

from collections.abc import Sequence
from typing import Any

from casewright.validation import Verdict


def data_docs(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """The pages of the Data Docs by file name, made by Great Expectations' renderers.

    Its page template loads scripts, styles and fonts from elsewhere; ours loads nothing.
    """
    from great_expectations import __version__
    from great_expectations.render.renderer import page_renderer
    from great_expectations.render.view.view import DefaultJinjaPageView
    from jinja2 import ChoiceLoader, DictLoader

    view: Any = DefaultJinjaPageView()
    view.env.loader = ChoiceLoader([DictLoader(_TEMPLATES), view.env.loader])
    of_suite: Any = page_renderer.ExpectationSuitePageRenderer()
    of_result: Any = page_renderer.ValidationResultsPageRenderer(run_info_at_end=True)
    pages = {"index.html": view.env.get_template("index.j2").render(verdicts=verdicts, version=__version__)}
    for verdict in verdicts:
        name = verdict.input.name
        pages[f"expectations/{name}.html"] = view.render(of_suite.render(verdict.suite))
        if verdict.result:
            document = of_result.render(verdict.result)
            document.page_title = f"Validations / {name}"
            del document.sections[-1]  # when and under which name it ran, which nobody can reproduce
            # Great Expectations keeps a folder per run beneath `validations`; here there is one run
            page = view.render(document).replace('"../../../../', '"../')
            pages[f"validations/{name}.html"] = page if verdict.failed("critical") else _as_warnings(page)
    return {name: _without_blank_lines(page) for name, page in pages.items()}


def _as_warnings(page: str) -> str:
    """The page with what does not hold as something to look at: it stops nothing, so it is no failure."""
    page = page.replace("fa-times text-danger", "fa-exclamation text-warning")
    return page.replace("</i> Failed", "</i> Something to look at")


def _without_blank_lines(page: str) -> str:
    return "".join(f"{line.strip()}\n" for line in page.splitlines() if line.strip())


_STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8882; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; }
body > header { padding: .75rem 2rem; border-bottom: 1px solid var(--line); }
body > footer { padding: .75rem 2rem; font-size: .9em; opacity: .7; }
.page { display: flex; gap: 2.5rem; padding: 1.5rem 2rem; max-width: 76rem; }
aside { flex: 0 0 13rem; }
aside ul { position: sticky; top: 1.5rem; list-style: none; padding: 0; margin: 0; }
main { flex: 1; min-width: 0; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
h5, h6 { font-size: 1rem; margin: 0; }
table { border-collapse: collapse; width: 100%; margin: .25rem 0 1rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; }
th, td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.ge-section th:first-child { width: 5rem; }
.ge-section th:last-child { width: 30%; }
.alert { background: var(--soft); padding: .6rem 1rem; border-radius: .3rem; margin: 1rem 0 .5rem; }
.badge { background: var(--soft); padding: .1em .4em; border-radius: .25rem; overflow-wrap: anywhere; }
.badge { font: .9em ui-monospace, monospace; }
.text-success { color: #1a8f3c; }
.text-danger { color: #d1242f; }
.text-warning { color: #9a6700; }
.fas { font-style: normal; font-weight: bold; }
.fa-check-circle::before { content: "✓"; }
.fa-exclamation::before { content: "!"; }
.fa-times::before { content: "✗"; }
li > hr { display: none; }
@media (max-width: 48rem) { .page { display: block; } aside { margin-bottom: 1rem; } }
"""

_FRAME = (
    """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{% block title %}{{ page_title }}{% endblock %} · Data Docs</title>
<style>"""
    + _STYLE
    + """</style>
</head>
<body>
{% block body %}
<header><a href="../index.html">Data Docs</a> / {{ page_title }}</header>
<div class="page">
<aside><ul>
{% for section in sections %}<li><a href="#section-{{ loop.index }}">{{ section["section_name"] }}</a></li>
{% endfor %}
</ul></aside>
<main>
{% for section in sections %}
{% set section_loop = loop %}
{% include "section.j2" %}
{% endfor %}
</main>
</div>
{% endblock %}
</body>
</html>
"""
)

_INDEX = """{% extends "page.j2" %}
{% block title %}Casewright{% endblock %}
{% block body %}
<header>Data Docs</header>
<div class="page"><main>
<h1>Casewright: is the clean data as expected?</h1>
<table>
<tr><th>Suite</th><th>File</th><th>Rows</th><th>Expectations</th><th>Result</th></tr>
{% for verdict in verdicts %}
{% set name = verdict.input.name %}
<tr><td><a href="expectations/{{ name }}.html">{{ name }}</a></td><td>{{ verdict.input.path }}</td>
<td>{{ verdict.input.rows | length }}</td><td>{{ verdict.input.expectations | length }}</td><td>
{% if verdict.result %}
<a href="validations/{{ name }}.html">
{% set odd = verdict.failed("warning") %}
{% if verdict.failed("critical") %}<span class="text-danger">✗ some do not hold</span>
{% elif odd %}<span class="text-warning">! {{ odd }} to look at</span>
{% else %}<span class="text-success">✓ all hold</span>{% endif %}
</a>
{% else %}no {{ name }}{% endif %}
</td></tr>
{% endfor %}
</table>
</main></div>
<footer>Great Expectations {{ version }}</footer>
{% endblock %}
"""

_TEMPLATES = {"page.j2": _FRAME, "index.j2": _INDEX}
