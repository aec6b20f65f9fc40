"""What people type about themselves."""

import zoneinfo
from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import signups
from accounts.backend import MAX_PASSWORD_LENGTH
from accounts.models import Role, User


class PasswordLengthValidator:
    """Passwords have 12 to 128 characters; the message says how many there are."""

    minimum = 12

    def validate(self, password: str, user: User | None = None) -> None:
        length = len(password)
        if length < self.minimum:
            raise ValidationError(
                ngettext(
                    "Use %(minimum)d characters or more. Yours has %(length)d.",
                    "Use %(minimum)d characters or more. Yours has %(length)d.",
                    self.minimum,
                ),
                code="password_too_short",
                params={"minimum": self.minimum, "length": length},
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
    """Ask for an address and a name. A password can be set once the mailbox is proven."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        help_text=_("You confirm it before you start; it will stand on your certificate."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # ACCOUNT_SIGNUP_FIELDS must list it: without it the sign-in form has no password either.
        del self.fields["password1"]
        self.fields["email"].help_text = _("We send a code there. You need no password; you can set one later.")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Return the account to prove, new or made by an earlier sign-up; or a response."""
        email = self.cleaned_data["email"]
        signups.keep_name(request, email, self.cleaned_data["name"])
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


class ConfirmAddressForm(account_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """Take the code that proves an address, unless the address is another person's."""

    def clean_code(self) -> str:
        code = account_forms.BaseConfirmCodeForm.clean_code(self)
        if self.user is None or signups.is_taken(self.email, owner=self.user):
            raise get_adapter().validation_error("email_taken")
        return str(code)


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    """Check the current password where guesses are limited."""

    def clean_oldpassword(self) -> str:
        password = str(self.cleaned_data["oldpassword"])
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class SettingsForm(forms.ModelForm[User]):
    """Name, roles, time zone, language and colours."""

    roles = forms.MultipleChoiceField(
        label=_("Your roles"),
        choices=Role.Name.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Boxes for these roles are marked in lessons. None are hidden."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Dates on your certificate are dates in this zone."),
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())],
    )

    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["name", "roles", "time_zone", "language", "theme"]
        widgets = {"theme": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].initial = list(self.instance.roles.values_list("name", flat=True))

    def save(self, commit: bool = True) -> User:
        user = super().save(commit)
        wanted = set(self.cleaned_data["roles"])
        user.roles.exclude(name__in=wanted).delete()
        for name in wanted:
            user.roles.get_or_create(name=name)
        return user
