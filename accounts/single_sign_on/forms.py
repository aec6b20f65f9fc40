"""The form that removes a way to sign in."""

from typing import Any

from allauth.socialaccount import forms as social_forms
from allauth.socialaccount.models import SocialApp
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.single_sign_on import only


class DisconnectForm(social_forms.DisconnectForm):  # type: ignore[misc]
    """Remove one identity of the signed-in person; the last way to sign in stays."""

    def clean(self) -> dict[str, Any]:
        # allauth would ask for a password. Here a code by mail is a way to sign in, too.
        cleaned_data: dict[str, Any] = forms.Form.clean(self) or {}
        is_last = len(self.accounts) == 1
        if is_last and not only.may_use_other_ways(self.request.user):
            raise forms.ValidationError(
                _("This is your only way to sign in. Connect another one first.")
            )
        return cleaned_data

    def save(self) -> None:
        """Disconnect, and mail a notice; of a provider that is no longer set, without one."""
        try:
            super().save()
        except SocialApp.DoesNotExist:
            self.cleaned_data["account"].delete()
