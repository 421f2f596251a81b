"""Figures as people read them: rounded by unit, with an interval or a sign, in a Markdown table."""

from collections.abc import Sequence

from casewright.records import Score

_SHORTEST_S = 1e-4
"""Seconds below which Python would write an exponent."""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; a bar or a line break within a text does not end its cell."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(' '.join(cell.replace('|', '¦').split()) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def show(score: Score) -> str:
    """A figure rounded for people, with a mark where it is an estimate."""
    if score.value is None:
        return "not measured"
    return rounded(score.value, score.scale) + (" (est.)" if score.basis == "estimated" else "")


def with_interval(score: Score) -> str:
    """A figure with its 95 % interval where there is one."""
    if score.interval is None:
        return show(score)
    low, high = (rounded(bound, score.scale) for bound in score.interval)
    return f"{show(score)} ({low} to {high})"


def rounded(value: float, scale: str) -> str:
    """As many digits as a person reads of this unit."""
    if scale == "-1-1":
        return f"{value:z.2f}"
    if scale in ("0-1", "0-5", "0-10", "usd"):
        return f"{value:.2f}" if scale != "0-1" else f"{value:.3f}"
    if scale == "s" and 0 < abs(value) < 1:
        return f"{value:.2g}" if abs(value) >= _SHORTEST_S else f"{value:.6f}"
    if scale == "s":
        return f"{value:.2f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def signed(value: float, scale: str) -> str:
    """A difference: rounded like its figures, with its sign; what rounds to nothing has none."""
    size = rounded(abs(value), scale)
    if not size.strip("0."):
        return size
    return f"{'-' if value < 0 else '+'}{size}"


def signed_span(interval: tuple[float, float], scale: str) -> str:
    """The interval of a difference: `-0.012 to +0.003`."""
    return " to ".join(signed(bound, scale) for bound in interval)


def percent(share: float, spec: str = "g") -> str:
    """A share in percent, `95 %`; `spec` says how it is rounded."""
    return f"{100 * share:{spec}} %"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with what it counts: `1 story`, `2 stories`."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def squeezed(name: str, longest: int) -> str:
    """A name in so many characters: its middle goes, because names that begin alike often end differently."""
    if len(name) <= longest:
        return name
    head = (longest - 1) // 2
    return f"{name[:head]}…{name[head + 1 - longest :]}"


def some(ids: Sequence[str], most: int) -> str:
    """The first few of a list, and whether there are more."""
    return ", ".join(ids[:most]) + (", …" if len(ids) > most else "")
