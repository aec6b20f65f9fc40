"""Tags about courses for templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from course.countries import COUNTRIES, Country
from course.emergencies import crisis_lines_of
from course.models import Edition, Unit
from course.reading.contents import Place
from course.text.languages import direction_of

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


@register.simple_tag(takes_context=True)
def in_language(context: Mapping[str, Any]) -> SafeString:
    """Return lang and dir for words of a course in another language than the page's; else ""."""
    edition = _edition_of(context)
    pages_language = get_language() or ""
    if edition is None or _primary(edition.language) == _primary(pages_language):
        return SafeString("")
    language = edition.language
    return format_html(' lang="{}" dir="{}"', language, direction_of(language))


@register.simple_tag(takes_context=True)
def in_page_language(context: Mapping[str, Any]) -> SafeString:
    """Return lang and dir of the page, for our words inside of some that in_language marked."""
    language = get_language() or ""
    if not in_language(context):
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', language, direction_of(language))


def _primary(code: str) -> str:
    """Return the language of a code without its region: "en" of "en-us"."""
    return code.partition("-")[0]


@register.simple_tag
def countries() -> Sequence[Country]:
    """Return the countries whose authorities for reports of harm are known."""
    return list(COUNTRIES.values())


@register.simple_block_tag
def with_place(content: SafeString, place: Place | None) -> SafeString:
    """Return the text of a lesson with a line above the passage at which its reader stopped."""
    # The text is the same for everybody and kept as one piece, so the line is laid over it.
    at = content.find(f' id="{place.key}"') if place else -1
    if at < 0:
        return content
    start = content.rfind("<", 0, at)
    line = format_html('<p class="was-here">{}</p>', _("You were here"))
    # Both parts were rendered by templates.
    return mark_safe(content[:start] + line + content[start:])  # noqa: S308


def _edition_of(context: Mapping[str, Any]) -> Edition | None:
    """Return the edition that a page shows or whose unit it shows; None if it shows none."""
    edition, unit = context.get("edition"), context.get("unit")
    if edition is None and isinstance(unit, Unit):
        return unit.edition
    # A page of staff may call by these names what is not published.
    return edition if isinstance(edition, Edition) else None
