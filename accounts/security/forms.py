"""Forms of signing in and of passkeys."""

import logging
from typing import Any

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from accounts.email_addresses import plain_address
from accounts.security import mail_limits, stays
from accounts.single_sign_on import only

logger = logging.getLogger(__name__)
NEEDS_SCRIPTS = _(
    "Passkeys need a browser that knows them, with JavaScript switched on. Use another way."
)

# What a text raises that no browser sends. JSON may be nested too deep, or have endless numbers.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
NO_PASSKEY = _("The passkey could not be read. Try again, or take another way.")


class SharedComputerField(forms.BooleanField):
    """Ask on every page that leads to a sign-in whether others use this computer."""

    def __init__(self) -> None:
        super().__init__(
            label=_("This is a shared computer"),
            required=False,
            help_text=_("Signs you out after 15 minutes without use. What you saved stays."),
        )


class LoginForm(account_forms.LoginForm):  # type: ignore[misc]
    """Sign in by an address, with a password or with a code that is mailed there.

    way: the button that was pressed, "code" or "password". Who presses Enter gets what was typed:
        with a password it is checked, without one a code is mailed.
    """

    way = forms.CharField(required=False, widget=forms.HiddenInput)
    is_shared = SharedComputerField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Email address")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].required = False
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device for 14 days")

    def clean_login(self) -> str:
        """Return the address; refuse it where people sign in with their organization alone."""
        address = plain_address(super().clean_login())
        if only.is_on() and not only.is_emergency_address(address):
            raise forms.ValidationError(only.words_of_refusal())
        return address

    def clean(self) -> dict[str, object]:
        """Check the password, or count the code that is about to be mailed."""
        way = self.cleaned_data.get("way")
        if way == "code":
            self.cleaned_data["password"] = ""
        if way == "password" and not self.cleaned_data.get("password"):
            self.add_error("password", _("Type your password, or press “Email me a code.”"))
        if self.cleaned_data.get("is_shared"):
            self.cleaned_data["remember"] = False
        cleaned: dict[str, object] = super().clean()
        return cleaned

    def _clean_without_password(self, email: str | None, phone: str | None) -> dict[str, object]:
        cleaned: dict[str, object] = super()._clean_without_password(email, phone)
        if email and not self.errors:
            mail_limits.count(self.request, email)
        return cleaned

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, or go to the page that asks for the code."""
        stays.choose(
            request,
            keep=self.cleaned_data["remember"],
            is_shared=self.cleaned_data["is_shared"],
        )
        response: HttpResponse = super().login(request, redirect_url)
        return response


class RequestCodeForm(account_forms.RequestLoginCodeForm):  # type: ignore[misc]
    """Ask for a code by mail."""

    is_shared = SharedComputerField()

    def clean(self) -> dict[str, object]:
        stays.choose(context.request, keep=False, is_shared=self.cleaned_data["is_shared"])
        cleaned: dict[str, object] = super().clean()
        return cleaned

    def clean_email(self) -> str:
        self.cleaned_data["email"] = plain_address(self.cleaned_data["email"])
        email = str(super().clean_email())
        mail_limits.count(context.request, email)
        return email


class ResetPasswordForm(account_forms.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a link that sets a new password."""

    def clean_email(self) -> str:
        self.cleaned_data["email"] = plain_address(self.cleaned_data["email"])
        email = str(super().clean_email())
        mail_limits.count(context.request, email)
        return email


class PasskeyField(forms.JSONField):
    """Hold what the browser says about a passkey, if it can be read."""

    def __init__(self, response: type[AuthenticationResponse] | type[RegistrationResponse]) -> None:
        self.response = response
        messages = {"required": NEEDS_SCRIPTS, "invalid": NO_PASSKEY}
        super().__init__(widget=forms.HiddenInput, error_messages=messages)

    def bound_data(self, data: Any, initial: Any) -> None:
        """Show none of what was sent again: each answer of a passkey is good for one page."""

    def to_python(self, value: Any) -> Any:
        """Return the values; raise ValidationError for those that no browser sends."""
        try:
            values = super().to_python(value)
            if values in self.empty_values:
                return None
            self.response.from_dict(values)
        except UNREADABLE as error:
            raise forms.ValidationError(NO_PASSKEY) from error
        return values


class LogsRefusals:
    """Log that a passkey was refused, whatever the reason."""

    def add_error(self, field: str | None, error: object) -> None:
        user = getattr(self, "user", None)
        logger.warning("passkey refused user=%s", user and user.pk)
        super().add_error(field, error)  # type: ignore[misc]


class LoginPasskeyForm(LogsRefusals, passkey_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Sign in with a passkey alone; the ticks of the sign-in form come along."""

    credential = PasskeyField(AuthenticationResponse)
    remember = forms.BooleanField(required=False)
    is_shared = forms.BooleanField(required=False)

    def clean(self) -> dict[str, object]:
        stays.choose(
            context.request,
            keep=self.cleaned_data["remember"],
            is_shared=self.cleaned_data["is_shared"],
        )
        cleaned: dict[str, object] = self.cleaned_data
        return cleaned


class SecondPasskeyForm(LogsRefusals, passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Use a passkey after a password or a code."""

    credential = PasskeyField(AuthenticationResponse)


class ConfirmByPasskeyForm(LogsRefusals, passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Confirm with a passkey that it is you."""

    credential = PasskeyField(AuthenticationResponse)


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    """Name a new passkey. Each one signs in alone, so nobody is asked."""

    passwordless = None
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("To tell your passkeys apart, such as “work laptop.”"),
    )
    credential = PasskeyField(RegistrationResponse)


class SignupPasskeyForm(passkey_forms.SignupWebAuthnForm):  # type: ignore[misc]
    """Make the passkey of a new account."""

    name = AddPasskeyForm.base_fields["name"]
    credential = PasskeyField(RegistrationResponse)


class RenamePasskeyForm(passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Give a passkey another name."""

    name = forms.CharField(label=_("Name"), max_length=60)
