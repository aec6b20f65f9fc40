"""Ask for a time zone by its name."""

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _choices() -> list[tuple[str, str]]:
    """Return the zones that this machine knows, with their names for people."""
    names = sorted(zoneinfo.available_timezones())
    return [(name, name.replace("_", " ")) for name in names]


class TimeZoneField(forms.ChoiceField):
    """Offer every time zone. more: as every field of a form takes it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(label=_("Time zone"), choices=_choices, **more)
