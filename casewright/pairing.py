"""Two sides of figures by story, paired: what both have is compared, and what came of it is said in words."""

from collections.abc import Iterable, Mapping

from casewright.contenders import Backlogs, clusters_of
from casewright.figures import counted, signed, signed_span
from casewright.stats import Comparison, paired_difference

Figures = Mapping[str, float]
"""A figure by story id; what was not measured is not there."""


def common(new: Figures, base: Figures) -> list[str]:
    """Stories of which both have a figure, in the order of the base."""
    return [story for story in base if story in new]


def compare(new: Figures, base: Figures, backlogs: Backlogs | None = None) -> Comparison:
    """The new figures beside those of the base, over the stories that both have."""
    stories = common(new, base)
    return paired_difference(
        [new[story] for story in stories],
        [base[story] for story in stories],
        clusters=clusters_of(stories, backlogs),
    )


def figures_text(found: Comparison, what: str, base: str) -> str:
    """Both means and everything that a verdict needs: `quality 0.8, A 0.7: +0.1 (95 % interval …)`."""
    n = f"n={counted(found.n, 'story', 'stories')}"
    if found.difference is None:
        return f"not measured ({n})"
    means = (
        f"{what} {found.first_mean:.3f}, {base} {found.second_mean:.3f}: {signed(found.difference, '0-1')}"
    )
    if found.interval is None:
        return f"{means} ({n}, too few for an interval)"
    effect = f", dz {found.dz:+.2f}" if found.dz is not None else ""
    return (
        f"{means} (95 % interval {signed_span(found.interval, '0-1')}, p={found.p_value:.4f}{effect}, {n}: "
        f"{found.wins} better, {found.ties} equal, {found.losses} worse)"
    )


def left_out(new: Figures, base: Figures) -> str:
    """How many stories are only on one side; nothing where there is none."""
    both = len(common(new, base))
    more, fewer = len(new) - both, len(base) - both
    said = [f"{counted(more, 'story', 'stories')} new"] if more else []
    said += [f"{counted(fewer, 'story', 'stories')} gone"] if fewer else []
    return f"Left out: {' and '.join(said)}." if said else ""


def falls(compared: Iterable[tuple[str, Comparison]]) -> list[tuple[str, Comparison]]:
    """Those that fell, deepest first."""
    fell = [
        (one.difference, name, one)
        for name, one in compared
        if one.difference is not None and one.difference < 0
    ]
    return [(name, one) for _, name, one in sorted(fell, key=lambda fall: fall[:2])]
