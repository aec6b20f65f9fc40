"""Fields of forms that more than one app uses."""

import unicodedata
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

HIDDEN_CATEGORIES = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # some names need them
IN_THE_LOG = _("Kept in the audit log with your name. Write no health or other personal facts.")


def is_hidden(character: str) -> bool:
    """Return whether a character is a line end, turns the text around, or cannot be seen."""
    is_joiner = character in JOINERS
    return unicodedata.category(character) in HIDDEN_CATEGORIES and not is_joiner


def refuse_hidden(name: str) -> None:
    """Raise ValidationError if a name has a hidden character."""
    hidden = next(filter(is_hidden, name), None)
    if hidden:
        raise forms.ValidationError(
            _("Type the name again: it contains an invisible character (%(code)s)."),
            params={"code": f"U+{ord(hidden):04X}"},
        )


class LongText(forms.CharField):
    """A text of several lines.

    One that is too long is refused with its length, and comes back whole.
    """

    widget = forms.Textarea(attrs={"rows": 4})
    default_error_messages: ClassVar = {
        "required": _("Write a sentence."),
        "max_length": _("Shorten it to %(limit_value)d characters; it has %(show_value)d."),
    }

    def to_python(self, value: object) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)  # with it the browser would cut the text off unseen
        return attrs


class PersonNameField(forms.CharField):
    """Ask for the name of a person, which lists and mails show: one line, nothing hidden."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(max_length=200, required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the name with single spaces; refuse hidden characters, and an address."""
        name: str = super().clean(value)
        refuse_hidden(name)
        if "@" in name:
            raise forms.ValidationError(_("Write your name here, without an address."))
        return " ".join(name.split())


class ReasonField(forms.CharField):
    """Ask a member of staff for a reason of 10 characters or more."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_length=10,
            max_length=400,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={
                "required": _("Write the reason."),
                "min_length": _("Write a reason of 10 characters or more."),
            },
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Return the reason; refuse one that repeats one character."""
        reason: str = super().clean(value)
        if len(set(reason.casefold().replace(" ", ""))) == 1:
            raise forms.ValidationError(_("Write the reason in words."))
        return reason


class DayField(forms.DateField):
    """Ask for a day that is not over yet, in the time zone of the page."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> date | None:
        """Return the day; refuse one in the past."""
        day: date | None = super().clean(value)
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return day
