"""What stands in the lists of staff."""

from datetime import UTC, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
