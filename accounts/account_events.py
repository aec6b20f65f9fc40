"""The table of what happened to accounts lately, for their owners."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AccountEvent(models.Model):
    """Something that happened to an account's security; its owner sees it for 90 days.

    device: on which device, in words such as "Firefox on Windows"; "" if nobody knows.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", _("Signed in")
        NEW_DEVICE = "new-device", _("Signed in on a new device")
        SIGNED_OUT_EVERYWHERE = "signed-out", _("Signed out everywhere")
        PASSKEY_ADDED = "passkey-added", _("Passkey added")
        PASSKEY_REMOVED = "passkey-removed", _("Passkey removed")
        APP_ADDED = "app-added", _("Authenticator app added")
        APP_REMOVED = "app-removed", _("Authenticator app removed")
        RECOVERY_CODES = "codes-made", _("New recovery codes made")
        RECOVERY_CODE_USED = "code-used", _("Recovery code used")
        PASSWORD = "password", _("Password set or changed")
        PASSWORD_REMOVED = "password-removed", _("Password removed")
        ADDRESS = "address", _("Email address changed")
        ORGANIZATION_ADDED = "organization-added", _("Organization connected")
        ORGANIZATION_REMOVED = "organization-removed", _("Organization disconnected")
        LET_IN = "let-in", _("Passkeys and codes removed by administrators")

    SHOWN: ClassVar = 8

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_events"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    device = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["user", "-at"], name="accounts_event_of_user")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.kind}"
