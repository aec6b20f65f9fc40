"""Fields of forms that more than one app uses."""

import unicodedata
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # some names need them
UNSEEN_CATEGORIES = {"Cc", "Cf", "Zl", "Zp", "Co", "Cs"}


def is_unseen(sign: str) -> bool:
    """Return whether a sign is a line end, a direction mark or another that nobody sees."""
    return sign not in JOINERS and unicodedata.category(sign) in UNSEEN_CATEGORIES


def refuse_unseen_signs(name: str) -> None:
    """Raise ValidationError if a name has a sign that cannot be seen."""
    # With them a name begins a new line of a mail, or is read from the wrong end in a list.
    if any(map(is_unseen, name)):
        text = _("The name holds a line end or a sign that cannot be seen. Type it anew.")
        raise ValidationError(text, code="unseen")


class NameField(forms.CharField):
    """Ask for the name of a person or a group."""

    default_validators: ClassVar = [refuse_unseen_signs]


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
