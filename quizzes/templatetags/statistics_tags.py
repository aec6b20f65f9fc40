"""Template filters that write the figures of statistics."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """Return such as "71%"; "–" for what is not defined.

    "100%" only of all, "0%" only of nothing.
    """
    if share is None:
        return "–"
    whole = round(100 * share)
    if whole == 100 and share < 1:
        whole = 99
    return f"{max(whole, 1) if share > 0 else whole}%"


@register.filter
def percentage_points(difference: float) -> str:
    """Return a difference of shares such as "+31" or "−4", in percentage points."""
    points = round(100 * difference)
    return f"{points:+d}".replace("+0", "0").replace("-", "−")


@register.filter
def figure(number: float | None) -> str:
    """Return such as "0.44", "−0.12", or "not defined"."""
    return (
        _("not defined")
        if number is None
        else f"{number:.2f}".replace("-0.00", "0.00").replace("-", "−")
    )


@register.filter
def decimal(number: float | None) -> str:
    """Return points such as "1.1", or "not defined"."""
    return _("not defined") if number is None else f"{number:.1f}"


@register.filter
def hundred(share: float | None) -> str:
    """Return a share as a length on a bar 100 long."""
    return f"{100 * (share or 0.0):.1f}"


@register.filter
def interval(ends: tuple[float, float]) -> str:
    """Return such as "64–77%"."""
    return f"{percent(ends[0]).rstrip('%')}–{percent(ends[1])}"


@register.filter
def between(ends: tuple[float, float]) -> str:
    """Return the width of an interval on a bar 100 long."""
    return f"{100 * (ends[1] - ends[0]):.1f}"


@register.filter
def tenth(number: float) -> str:
    """Return such as "0.2", "−0.2", for a label on an axis."""
    return f"{number:.1f}".replace("-", "−")
