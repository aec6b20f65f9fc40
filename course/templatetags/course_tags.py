"""Tags about courses for templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template

from course.countries import COUNTRIES, Country
from course.emergencies import crisis_lines_of
from course.models import Edition, Unit

register = template.Library()


@dataclass(frozen=True)
class FooterWords:
    """Hold the sentences at the foot of a page.

    standing: of the course. crisis: what to do in an emergency.
    """

    standing: Sequence[str]
    crisis: Sequence[str]


@register.simple_tag(takes_context=True)
def footer_words(context: Mapping[str, Any]) -> FooterWords:
    """Return what the foot of this page says: its edition's words, else those of the provider."""
    edition = _edition_of(context)
    provider = context["provider"]
    if edition is None:
        return FooterWords(standing=[], crisis=provider.crisis_lines)
    return FooterWords(edition.standing_lines, crisis_lines_of(edition, provider))


@register.simple_tag
def countries() -> Sequence[Country]:
    """Return the countries whose authorities for reports of harm are known."""
    return list(COUNTRIES.values())


def _edition_of(context: Mapping[str, Any]) -> Edition | None:
    """Return the edition that a page shows or whose unit it shows; None if it shows none."""
    edition, unit = context.get("edition"), context.get("unit")
    if edition is None and isinstance(unit, Unit):
        return unit.edition
    # A page of staff may call by these names what is not published.
    return edition if isinstance(edition, Edition) else None
