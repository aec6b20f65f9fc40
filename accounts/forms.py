"""What people type about themselves."""

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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


class SignupForm(forms.Form):
    """What sign-up asks beside address and password: the name, which can be left for later."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        help_text=_("You confirm it before you start; it will stand on your certificate."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]

    def signup(self, request: Any, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


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
