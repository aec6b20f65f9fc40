"""A select that Django would write by a template for each option, of which there are many."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

SELECTED = SafeString(" selected")


class LongSelect(forms.Select):
    """Write the same HTML as Django's, without groups of options."""

    choices: Any = ()  # pairs; Django's widget would look into each for a group

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the select with the options of ``choices``."""
        chosen = set(self.format_value(value) or ())
        options = [_option(str(key), str(title), str(key) in chosen) for key, title in self.choices]
        attributes = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return format_html(
            "<select{}>{}</select>", flatatt(attributes), SafeString("".join(options))
        )


class LongChoiceField(forms.CharField):
    """Ask for one of hundreds of choices, which a form sets each time that it is made.

    Django's field looks into each choice for a group of choices, twice; here they are pairs of
    texts.
    """

    widget = LongSelect
    default_error_messages: ClassVar = forms.ChoiceField.default_error_messages
    choices: Sequence[tuple[str, str]] = ()

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these choices, each with its key."""
        self.choices = choices
        assert isinstance(self.widget, LongSelect)
        self.widget.choices = choices

    def validate(self, value: str) -> None:
        """Raise ValidationError for the key of no choice."""
        super().validate(value)
        if value and value not in dict(self.choices):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": value}
            )


@lru_cache(maxsize=5_000)
def _option(key: str, title: str, is_chosen: bool) -> str:
    """Return the HTML of an option; most are the same on every page."""
    return format_html(
        '<option value="{}"{}>{}</option>', key, SELECTED if is_chosen else "", title
    )
