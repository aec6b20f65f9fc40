"""How figures of statistics are written."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """ "71%"; never "100%" of less than all, nor "0%" of more than nothing; "–" for what is not defined."""
    if share is None:
        return "–"
    whole = round(100 * share)
    if whole == 100 and share < 1:
        whole = 99
    return f"{max(whole, 1) if share > 0 else whole}%"


@register.filter
def figure(number: float | None) -> str:
    """ "0.44", "−0.12", or "not defined"."""
    return _("not defined") if number is None else f"{number:.2f}".replace("-0.00", "0.00").replace("-", "−")


@register.filter
def decimal(number: float | None) -> str:
    """ "1.1" of points; "not defined" where there are none."""
    return _("not defined") if number is None else f"{number:.1f}"


@register.filter
def hundred(share: float | None) -> str:
    """A share as the length of a bar 100 long."""
    return f"{100 * (share or 0.0):.1f}"


@register.filter
def interval(found: tuple[float, float]) -> str:
    """ "64–77%"."""
    return f"{percent(found[0]).rstrip('%')}–{percent(found[1])}"


@register.filter
def between(found: Any) -> str:
    """The width of an interval on a bar 100 long."""
    return f"{100 * (found[1] - found[0]):.1f}"


@register.filter
def tenth(number: float) -> str:
    """ "0.2", "−0.2": a mark on an axis."""
    return f"{number:.1f}".replace("-", "−")
