"""Charts as inline SVG that follows the page: its colours, its font, and no style of its own.

A strict content security policy lets no `style` attribute pass, so what Matplotlib writes as style becomes
attributes, and each colour becomes one of the page's. The same figure gives the same bytes.
"""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

import matplotlib
from markupsafe import Markup
from matplotlib.figure import Figure

INK, MUTED, GRID, PAPER = "#010101", "#020202", "#030303", "#040404"
TONES = ("#050501", "#050502", "#050503", "#050504")
"""What is drawn in these colours has those of the page, light or dark."""

_VARIABLES = {INK: "ink", MUTED: "muted", GRID: "grid", PAPER: "paper"} | {
    tone: f"tone-{number}" for number, tone in enumerate(TONES, start=1)
}
_RC: Any = {
    "svg.hashsalt": "casewright",
    "svg.fonttype": "none",
    "svg.id": "chart",
    "text.parse_math": False,  # a name may hold a dollar sign
    "font.size": 10.5,
    "axes.edgecolor": MUTED,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "grid.color": GRID,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.solid_capstyle": "round",
}
_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_FONT_SIZE = re.compile(r"(\d+(?:\.\d+)?)px")
_KEPT = {
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"),
    *("stroke-dashoffset", "stroke-linejoin", "stroke-linecap", "opacity", "text-anchor"),
}


@contextmanager
def drawing() -> Iterator[None]:
    """Settings in which charts are drawn, the same on every machine whatever its own are."""
    with warnings.catch_warnings(), matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_RC)
        # The page's font is used, not the one that Matplotlib measures with, so its gaps do not matter.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def to_svg(figure: Figure, name: str, title: str, description: str) -> Markup:
    """The figure as an element for a page; `name` tells its ids from those of other charts."""
    written = io.BytesIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(written.getvalue())
    for child in list(root):
        if child.tag.endswith("metadata"):
            root.remove(child)
    _tidy(root, name)
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
    }
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(place, element)
    ElementTree.register_namespace("", _SVG)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _tidy(root: ElementTree.Element, name: str) -> None:
    """Style to attributes, colours to variables, ids only where something refers to them."""
    referred = _referred(root)
    for parent in root.iter():
        for child in list(parent):
            if child.tag == f"{{{_SVG}}}defs" and any(one.tag.endswith("style") for one in child):
                parent.remove(child)
    for element in root.iter():
        _restyle(element)
        identity = element.attrib.pop("id", None)
        if identity in referred:
            element.set("id", f"{name}-{identity}")
        for key, value in list(element.attrib.items()):
            if key == f"{{{_LINK}}}href":
                del element.attrib[key]
                element.set("href", f"#{name}-{value[1:]}")
            elif value.startswith("url(#"):
                element.set(key, f"url(#{name}-{value[5:]}")


def _referred(root: ElementTree.Element) -> set[str]:
    found = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == f"{{{_LINK}}}href":
                found.add(value[1:])
            elif value.startswith("url(#"):
                found.add(value[5:-1])
    return found


def _restyle(element: ElementTree.Element) -> None:
    for declaration in element.attrib.pop("style", "").split(";"):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key in ("font", "font-size") and (size := _FONT_SIZE.search(value)):
            element.set("font-size", size[1])
        elif key in _KEPT:
            element.set(key, value)
    for key in ("fill", "stroke"):
        colour = element.get(key, "")
        if colour in _VARIABLES:
            element.set(key, f"var(--{_VARIABLES[colour]})")
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    if element.tag == f"{{{_SVG}}}text" and element.get("fill") in (None, "var(--ink)"):
        element.set("fill", "currentColor")
