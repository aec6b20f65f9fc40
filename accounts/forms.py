"""Forms of sign-up, passwords and settings."""

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.core import context as allauth_context
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import signups
from accounts.backend import MAX_PASSWORD_LENGTH
from accounts.fields import PersonNameField
from accounts.groups import way_in
from accounts.models import User
from accounts.security import mail_limits, stays
from accounts.security.forms import SharedComputerField
from accounts.time_zones import TimeZoneField


class PasswordLengthValidator:
    """Accept passwords of 12 to 128 characters, else say how many were typed."""

    min_characters = 12

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is too short or too long."""
        length = len(password)
        if length < self.min_characters:
            raise ValidationError(
                ngettext(
                    "Use %(minimum)d characters or more. Yours has %(length)d.",
                    "Use %(minimum)d characters or more. Yours has %(length)d.",
                    self.min_characters,
                ),
                code="password_too_short",
                params={"minimum": self.min_characters, "length": length},
            )
        if length > MAX_PASSWORD_LENGTH:
            raise ValidationError(
                _("Use %(maximum)d characters or fewer. Yours has %(length)d."),
                code="password_too_long",
                params={"maximum": MAX_PASSWORD_LENGTH, "length": length},
            )

    def get_help_text(self) -> str:
        return str(_("12 characters or more. A few unrelated words are easy to remember."))


class SignupForm(account_forms.SignupForm):  # type: ignore[misc]
    """Ask for an address and a name.

    A password can be set once the mailbox is proven.
    """

    name = PersonNameField(
        label=_("Your name"),
        help_text=_("You confirm it before you start; it will stand on your certificate."),
    )
    is_shared = SharedComputerField()
    field_order = ["name", "email", "is_shared"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # ACCOUNT_SIGNUP_FIELDS must list the password, else the sign-in form has none either.
        self.fields.pop("password1", None)
        self.fields["email"].help_text = _(
            "We send a code there. You need no password; you can set one later."
        )
        invitation = way_in.open_invitation(allauth_context.request)
        if invitation:
            self.initial |= {"email": invitation.address, "name": invitation.name}
            self.fields["email"].disabled = settings.SIGN_UP == way_in.SignUp.INVITATION

    def clean_email(self) -> str:
        """Return the address; refuse one that may not come in, whether it has an account or not."""
        email = str(super().clean_email())
        if not way_in.admits(allauth_context.request, email):
            raise ValidationError(_not_admitted())
        mail_limits.count(allauth_context.request, email)
        return email

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Return the account to prove, new or made by an earlier sign-up; or a response."""
        email = self.cleaned_data["email"]
        signups.keep_name(request, email, self.cleaned_data["name"])
        stays.choose(request, keep=False, is_shared=self.cleaned_data["is_shared"])
        unproven = User.objects.unproven().filter(email=email).first()
        if unproven:
            return unproven, None
        try:
            with transaction.atomic():
                account: User | None
                account, response = super().try_save(request)
                return account, response
        except IntegrityError:  # the same form was sent twice at once; the other one was first
            self.account_already_exists = True
            return self.try_save(request)


def _not_admitted() -> str:
    """Say to whom sign-up is open."""
    if settings.SIGN_UP == way_in.SignUp.DOMAINS:
        domains = ", ".join(settings.SIGN_UP_DOMAINS)
        return (
            gettext(
                "You cannot sign up with this address. Use one at %s. If you were invited, open the"
                " link in that email."
            )
            % domains
        )
    return gettext(
        "You cannot sign up with this address. Open the link in the email that invited you, or"
        " ask whoever sent you here for an invitation."
    )


class ConfirmAddressForm(account_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """Ask for the code that confirms an address."""

    def clean_code(self) -> str:
        """Return the code; refuse it if the address belongs to another account by now."""
        code = account_forms.BaseConfirmCodeForm.clean_code(self)
        if self.user is None or signups.is_address_taken(self.email, owner=self.user):
            raise get_adapter().validation_error("email_taken")
        if self._has_lost_the_way_in():
            raise ValidationError(_not_admitted())
        return str(code)

    def _has_lost_the_way_in(self) -> bool:
        """Return whether a sign-up is admitted no longer, as its invitation has ended."""
        # Accounts made by staff have a password before their mailbox is proven.
        signed_up = User.objects.unproven().filter(pk=self.user.pk)
        if self.user.has_usable_password() or not signed_up.exists():
            return False
        return not way_in.may_be_proven(allauth_context.request, self.email)


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    """Change the password of the signed-in user."""

    def clean_oldpassword(self) -> str:
        """Return the current password; wrong ones count as guesses (accounts.backend)."""
        password = str(self.cleaned_data["oldpassword"])
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class LookForm(forms.ModelForm[User]):
    """Change how pages look, for an account or a device."""

    class Meta:
        model = User
        fields = ["theme", "text_size", "spacing", "uses_shortcuts"]
        labels = {
            "theme": _("Colors"),
            "text_size": _("Text size"),
            "spacing": _("Line spacing"),
            "uses_shortcuts": _("Single-key shortcuts in lessons"),
        }
        widgets = {
            "theme": forms.RadioSelect,
            "text_size": forms.RadioSelect,
            "spacing": forms.RadioSelect,
        }


class SettingsForm(forms.ModelForm[User]):
    """Change name, time zone, language and the look of pages."""

    name = PersonNameField(label=_("Your name"))
    time_zone = TimeZoneField(help_text=_("Dates on your certificate are dates in this zone."))
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["name", "time_zone", "language", *LookForm.Meta.fields]
        labels = LookForm.Meta.labels
        widgets = LookForm.Meta.widgets
