"""The table of requests to let in somebody who lost every second factor."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.approvals.acts import SecondPersonAct, SecondPersonActQuerySet
from accounts.models import User


class LettingIn(SecondPersonAct):
    """A request to remove passkeys, app and recovery codes of a person, who lost them."""

    AUDIT_NAME = "letting-in"
    APPROVE_PERMISSION = "accounts.let_in"
    TITLE = _("Let in somebody who lost every passkey and code")
    RELATED = ("person",)
    ANOTHER_WAITS = _("A request for this person waits for a second person already.")
    DECIDED_ALREADY = _("This was decided on already. Ask anew, if the person still cannot get in.")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: SecondPersonActQuerySet["LettingIn"] = SecondPersonActQuerySet[
        "LettingIn"
    ].as_manager()  # type: ignore[assignment]

    class Meta(SecondPersonAct.Meta):
        permissions = [("let_in", _("Let in people who lost every passkey and code"))]

    def __str__(self) -> str:
        return str(self.person or _("Erased account"))

    @property
    def holder(self) -> User | None:
        return self.person
