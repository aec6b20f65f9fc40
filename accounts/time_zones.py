"""Ask for a time zone by its name."""

import zoneinfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def _choices() -> list[tuple[str, str]]:
    """Return the zones that this machine knows, with their names for people."""
    names = sorted(zoneinfo.available_timezones())
    return [(name, name.replace("_", " ")) for name in names]


class TimeZoneField(forms.ChoiceField):
    """Offer every time zone. help_text: what it decides."""

    def __init__(self, *, help_text: str | Promise) -> None:
        super().__init__(label=_("Time zone"), help_text=help_text, choices=_choices)
