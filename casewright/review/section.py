"""What reviewers said, as a part of the report."""

from collections.abc import Sequence

from casewright.agreement import Agreement
from casewright.figures import counted, percent, table
from casewright.records import Action, Aspect
from casewright.review.comparison import Comparison
from casewright.review.summary import AGREEMENT_TARGET, AgreementFigures, Mean, ReviewSummary

NOT_REVIEWED = "No suite was reviewed by people: `make review-sample` draws some for them (docs/review.md)."


def review_section(summary: ReviewSummary | None) -> str:
    """The text below the heading; None is a run that nobody reviewed."""
    if summary is None or not summary.reviews:
        return NOT_REVIEWED
    parts = (_head(summary), _agreement(summary), _means(summary), _actions(summary), _others(summary))
    return "\n\n".join(part for part in parts if part)


def _head(summary: ReviewSummary) -> str:
    text = (
        f"{counted(summary.reviewers, 'reviewer')} gave {counted(summary.reviews, 'review')} of "
        f"{summary.reviewed} of {counted(summary.drawn, 'suite')} in sample `{summary.sample}`, blind to "
        f"model and prompt; {summary.more_than_one} of them were reviewed more than once."
    )
    if summary.unusable:
        text += f" {counted(summary.unusable, 'row')} could not be used."
    if summary.left_as_filled_in is not None:
        text += (
            f" {percent(summary.left_as_filled_in, '.0f')} of the ratings are as the rules had filled them "
            "in, which makes reviewers look more alike than they are."
        )
    return text


def _agreement(summary: ReviewSummary) -> str:
    if not summary.more_than_one:
        return "Agreement is not measured: no suite has two reviews."
    head = (
        "",
        f"same rating (target ≥ {percent(AGREEMENT_TARGET)})",
        "within one point",
        "Krippendorff's α, ordinal",
        "Gwet's AC2, quadratic",
    )
    rows = [(name, *_agreement_cells(figures)) for name, figures in summary.agreement.items()]
    note = (
        "α corrects for chance and falls on ratings that are nearly all the same; AC2 does not. α of 0.8 is "
        "taken as firm, of 0.667 as tentative. Intervals are 95 %, by bootstrap over the suites."
    )
    return f"{table(head, rows)}\n\n{note}"


def _agreement_cells(figures: AgreementFigures) -> tuple[str, ...]:
    mark = {True: " ✓", False: " ✗", None: ""}[figures.meets_target]
    return (
        _shown(figures.exact, share=True) + mark,
        _shown(figures.within_one, share=True),
        _shown(figures.alpha),
        _shown(figures.ac2),
    )


def _means(summary: ReviewSummary) -> str:
    head = ("cell", "suites", *Aspect, *(action.replace("_", " ") for action in Action))
    rows = [
        (
            one.cell.name,
            str(one.suites),
            *(_mean(one.means[aspect]) for aspect in Aspect),
            *(str(one.actions[action]) for action in Action),
        )
        for one in summary.cells
    ]
    said = "Means over the stories, from 1 (poor) to 5 (excellent), and reviews by action:"
    return f"{said}\n\n{table(head, rows)}"


def _actions(summary: ReviewSummary) -> str:
    usable = summary.actions[Action.ACCEPT]
    return (
        f"Usable as it is: {usable.suites} of {counted(summary.reviewed, 'suite')} by what most of their "
        f"reviewers said ({percent(usable.share, '.0f')}{_interval(usable.interval, share=True)})."
    )


def _others(summary: ReviewSummary) -> str:
    if summary.judge is None:
        judge = "Judge and people are not compared: nothing was judged."
    elif not summary.judge:
        judge = "Judge and people are not compared: fewer than three suites have both."
    else:
        judge = f"The judge beside the people:\n\n{_comparisons(summary.judge)}"
    if not summary.rules:
        return judge
    return f"{judge}\n\nThe rules beside the people:\n\n{_comparisons(summary.rules)}"


def _comparisons(found: Sequence[Comparison]) -> str:
    head = ("people's", "other's", "suites", "Spearman's ρ", "weighted κ", "α, ordinal", "means")
    rows = [
        (
            one.aspect.value,
            one.criterion,
            str(one.suites),
            _shown(one.spearman),
            _shown(one.kappa) if one.kappa else "",
            _shown(one.alpha) if one.alpha else "",
            f"{one.human_mean:.2f}, {one.other_mean:.2f}",
        )
        for one in found
    ]
    return table(head, rows)


def _mean(mean: Mean) -> str:
    return f"{mean.mean:.2f}{_interval(mean.interval)}"


def _shown(figure: Agreement, *, share: bool = False) -> str:
    if figure.value is None:
        return f"not measured: {figure.reason}"
    return (percent(figure.value, ".0f") if share else f"{figure.value:.3f}") + _interval(
        figure.interval, share=share
    )


def _interval(interval: tuple[float, float] | None, *, share: bool = False) -> str:
    if interval is None:
        return ""
    low, high = (percent(bound, ".0f") if share else f"{bound:.2f}" for bound in interval)
    return f" ({low} to {high})"
