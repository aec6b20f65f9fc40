"""The forms that erase an account: by its owner, and by an administrator."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.fields import ReasonField
from accounts.models import User


class EraseOwnForm(forms.Form):
    """Ask for the address of the account, so that nobody erases one by a wrong click."""

    email = forms.CharField(
        label=_("Type the email address of the account"),
        max_length=254,
        error_messages={"required": _("Type the address. Nothing was erased.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: User) -> None:
        super().__init__(data)
        self.user = user

    def clean_email(self) -> str:
        """Return the typed address; refuse another one than that of the account."""
        typed = str(self.cleaned_data["email"]).strip()
        if typed.casefold() != self.user.email.casefold():
            raise ValidationError(_("This is not the address of the account. Nothing was erased."))
        return typed


class ErasePersonForm(EraseOwnForm):
    """Ask an administrator for the reason too."""

    field_order = ["reason", "email"]

    reason = ReasonField(
        label=_("Why, and how you know that the person asked for it"),
        help_text=_("It stays in the audit log: leave out name and address."),
    )
