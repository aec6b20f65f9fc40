"""Which mails of the outbox staff mean, from the address of the page; and why to send again."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.fields import ReasonField
from accounts.mail_log.kinds import MailKind, of_kind
from accounts.models import OutgoingMail


class MailTab(models.TextChoices):
    """The lists of mails. "Taken by the server" is all that is known of a mail that was sent."""

    GIVEN_UP = "", _("Could not be sent")
    REFUSED = "refused", _("Refused, tried again")
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Taken by the server")


CONDITIONS = {
    MailTab.GIVEN_UP: Q(given_up_at__isnull=False),
    MailTab.REFUSED: Q(sent_at=None, given_up_at=None) & ~Q(last_error=""),
    MailTab.WAITING: Q(sent_at=None, given_up_at=None, last_error=""),
    MailTab.SENT: Q(sent_at__isnull=False),
}


class MailFilter(forms.Form):
    """Ask which mails are meant; without anything, those that could not be sent."""

    tab = forms.ChoiceField(choices=MailTab.choices, required=False, widget=forms.HiddenInput)
    address = forms.CharField(
        label=_("Part of an address"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Any kind")), *MailKind.choices], required=False
    )

    def __init__(self, data: QueryDict, **kwargs: Any) -> None:
        # An old or wrong tab is no fault of the reader.
        if data.get("tab", "") not in MailTab.values:
            data = data.copy()
            del data["tab"]
        super().__init__(data, **kwargs)

    @property
    def now_tab(self) -> MailTab:
        return MailTab(self.cleaned_data["tab"])

    @property
    def rows(self) -> QuerySet[OutgoingMail]:
        """Return the mails that are meant, in no order."""
        return self.rows_in(self.now_tab)

    def rows_in(self, tab: MailTab) -> QuerySet[OutgoingMail]:
        """Return the mails that another tab would show for the same fields."""
        mails = OutgoingMail.objects.filter(CONDITIONS[tab])
        if self.cleaned_data["address"]:
            mails = mails.filter(recipient__icontains=self.cleaned_data["address"])
        if self.cleaned_data["kind"]:
            mails = mails.filter(of_kind(self.cleaned_data["kind"]))
        return mails


class SendManyForm(forms.Form):
    """Ask why mails are sent again."""

    reason = ReasonField(
        label=_("Reason"), help_text=_("Kept in the audit log with your name. Name nobody.")
    )
