"""The sections that the page shares with the short report: Markdown of ours, as HTML.

HTML in it is text, and so are links and images: whatever a model or a user wrote, the page only shows it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup


def prose(markdown: str) -> Markup:
    """A section without its heading; wide tables can be scrolled by themselves."""
    return Markup(_renderer().render(markdown))  # noqa: S704 - the renderer escapes what it is given


@cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False}, renderer_cls=_Tables).enable(
        ["table", "list", "emphasis", "backticks", "escape"]
    )


class _Tables(RendererHTML):
    """Tables in a box that scrolls and can be reached by keyboard, with figures told from words."""

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Open the box."""
        return '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Close it."""
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A head says that it is one of a column."""
        return '<th scope="col">'
