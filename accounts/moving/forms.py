"""Forms of changing an address and of joining accounts, for their owner and for staff."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import ReasonField
from accounts.models import User
from accounts.moving.models import Evidence, MailboxCode


class AddressForm(forms.Form):
    """Ask for another address than that of the account.

    same: what to answer to the account's own address.
    """

    email = forms.EmailField(
        label=_("New email address"),
        max_length=254,
        error_messages={
            "required": _("Write the address."),
            "invalid": _("This is not an email address. Look for a missing @ or a space."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )
    same = _("This is your address already.")

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.user = user

    def clean_email(self) -> str:
        """Return the address as the site keeps it."""
        email: str = get_adapter().clean_email(self.cleaned_data["email"])
        if email == self.user.email:
            raise forms.ValidationError(self.same)
        return email


class OtherAccountForm(AddressForm):
    """Ask for the address of another account of the same person."""

    same = _("This is the account that you are in. Write the address of your other one.")

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["email"].label = _("Email address of your other account")


class CodeForm(forms.Form):
    """Ask for the code that was mailed to one mailbox."""

    code = forms.CharField(
        max_length=40,
        error_messages={"required": _("Type the code from the email.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
    purpose = forms.ChoiceField(choices=MailboxCode.Purpose, widget=forms.HiddenInput)

    def __init__(self, sent: MailboxCode, posted: Mapping[str, Any] | None = None) -> None:
        super().__init__(posted, initial={"purpose": sent.purpose}, auto_id=f"{sent.purpose}-%s")
        self.sent = sent
        self.fields["code"].label = gettext("Code sent to %s") % sent.address


class HelpForm(forms.Form):
    """Ask staff which document they saw, and why they act. The document itself is not kept."""

    evidence = forms.ChoiceField(
        label=_("What you saw"),
        choices=Evidence,
        help_text=_("Only this kind is kept. Keep no copy of the document, and no number of it."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you saw.")},
    )
    reason = ReasonField(
        label=_("How you know that it is the same person"),
        help_text=_("It stays in the audit log with your name: leave out name and address."),
    )


class MoveHelpForm(AddressForm, HelpForm):
    """Ask staff for the new mailbox of somebody, too."""

    field_order = ["email", "evidence", "reason"]
    same = _("The account has this address already.")


class FindOtherForm(forms.Form):
    """Find the other account of a person, by address or record number of the account."""

    other = forms.CharField(
        label=_("Address of the account that ends"),
        max_length=254,
        error_messages={"required": _("Write the address.")},
    )

    def __init__(self, kept: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.kept = kept

    def clean_other(self) -> User:
        """Return the other account."""
        typed = self.cleaned_data["other"].strip()
        found = User.objects.with_address(typed).first() or _by_number(typed)
        if found is None or found.pk == self.kept.pk:
            raise forms.ValidationError(_("No other account has this address."))
        return found


def _by_number(typed: str) -> User | None:
    """Return the account with this number, or None."""
    try:
        return User.objects.filter(public_id=UUID(typed)).first()
    except ValueError:
        return None
