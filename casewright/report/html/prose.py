"""The sections that the page shares with the short report: Markdown of ours, as HTML.

HTML in it is text, and so are links and images: whatever a model or a user wrote, the page only shows it.
"""

import re
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

_FIGURE = re.compile(r"^[-+−$]?[\d.,]+(?:[\s×%(/)–−+-].*)?$")
_BOX = '<div class="scroll" tabindex="0" role="group" aria-label="Table">'
_SHORT = 30
"""Characters up to which a cell stays on one line."""
_LONG_NAME = 36
_WITHIN = re.compile(r"[_/:](?=\w\w)")


def prose(markdown: str) -> Markup:
    """A section without its heading; wide tables can be scrolled by themselves, and by keyboard."""
    reader = _reader()
    tokens = reader.parse(markdown.replace(" %", "\u00a0%"))
    for token, following in pairwise(tokens):
        if token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type == "td_open":
            token.attrSet("class", kind_of(following.content))
    html = reader.renderer.render(tokens, reader.options, {})
    # Text is escaped, so only the renderer's own tags look like tags.
    boxed = html.replace(
        "<table>", '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'
    )
    return Markup(boxed.replace("</table>", "</table></div>"))


def kind_of(text: str) -> str:
    """How a cell of a table is set: `n` for a figure, `short` for a few words, `long` for more."""
    if len(text) > _SHORT:
        return "long"
    return "n" if _FIGURE.match(text) else "short"


def naming(text: str) -> str:
    """How the name of a row is set: a `long-name` goes over several lines, so that figures stay in sight."""
    return "long-name" if len(text) > _LONG_NAME else ""


def breaking(text: str) -> Markup:
    """A name that may go on in the next line after a mark within it, where there is no room for it."""
    return Markup(_WITHIN.sub(r"\g<0><wbr>", str(escape(text))))


@cache
def _reader() -> MarkdownIt:
    rules = ["table", "list", "emphasis", "backticks", "escape"]
    return MarkdownIt("zero", {"html": False}).enable(rules)
