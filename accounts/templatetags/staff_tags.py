"""What stands in the lists of staff, and the links between their pages."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from accounts.staff_areas import areas_with, tabs_for

register = template.Library()


@register.filter
def utc_time(moment: datetime) -> SafeString:
    """Return a moment as a ``<time>`` such as "2026-11-29 09:30:00", in UTC."""
    # Django's own filter reads its format anew each time, which a list of rows would notice.
    shown = moment.astimezone(UTC)
    return format_html(
        '<time datetime="{}">{}</time>',
        f"{shown:%Y-%m-%dT%H:%M:%SZ}",
        f"{shown:%Y-%m-%d %H:%M:%S}",
    )


@register.filter
def age(since: date) -> str:
    """Return how long ago a day or time was, in its largest unit: "6 days"; never "0 minutes"."""
    if isinstance(since, datetime):
        since = min(since, timezone.now() - timedelta(minutes=1))
    return timesince(since, depth=1)


@register.simple_tag
def person_state(state: str, quiet_days: int = 0) -> SafeString:
    """Return the tag of where a person stands. state: as the list of learners names it."""
    return _state_tag(state, quiet_days, translation.get_language())


@lru_cache(maxsize=2000)
def _state_tag(state: str, quiet_days: int, language: str) -> SafeString:
    """Return the same tag for everybody who stands there. language: of its words."""
    shown = {"state": state, "quiet_days": quiet_days}
    return render_to_string("staff/people/state.html", shown)


@register.simple_tag(takes_context=True)
def staff_navigation(context: Context) -> SafeString:
    """Return the links to the areas and pages that the reader may see; "" if they are no staff."""
    user = context["user"]
    if not user.is_staff:
        return SafeString("")
    return _navigation(context.get("tab", ""), tabs_for(user), translation.get_language())


@lru_cache(maxsize=1000)
def _navigation(tab: str, shown: frozenset[str], language: str) -> SafeString:
    """Return the same links for all who see the same pages. language: of the labels."""
    areas = areas_with(shown)
    current = next((area for area in areas if area.has(tab)), None)
    shown_areas = {"areas": areas, "current": current, "tab": tab}
    return render_to_string("staff/navigation.html", shown_areas)
