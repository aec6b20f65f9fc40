"""The mail log: what was sent, waits or could not be sent; and sending again."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit, mail
from accounts.keyset_lists import COUNTED, ListOrder, counts_of, keyset_page
from accounts.mail_log.forms import MailFilter, MailTab, SendManyForm
from accounts.mail_log.kinds import MailKind, kind_of
from accounts.models import OutgoingMail
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page

MAY_READ = "accounts.help_person"
NEWEST_FIRST = ListOrder(("created_at", "id"), is_descending=True)
MAX_AT_ONCE = 1_000
SHOWN_AT_ONCE = 10


@dataclass(frozen=True)
class MailTabCount:
    """Hold a tab of the list with how many mails it has, up to COUNTED."""

    tab: MailTab
    count: int

    @property
    def is_more(self) -> bool:
        return self.count > COUNTED


@dataclass(frozen=True)
class MailRow:
    """Hold a mail as the page shows it: never its text, and of a secret one no subject."""

    mail: OutgoingMail
    is_free: bool  # nobody is sending it

    @property
    def kind(self) -> MailKind | None:
        return kind_of(self.mail)

    @property
    def is_address_wrong(self) -> bool:
        return self.mail.last_error == mail.WRONG_ADDRESS

    @property
    def may_be_sent(self) -> bool:
        unsent = not self.mail.sent_at and not self.mail.is_secret
        return unsent and self.is_free and self.mail.recipient != ""


@staff_page(MAY_READ)
@require_safe
def mails(request: StaffRequest) -> HttpResponse:
    """List the mails that tab and fields of the address mean, newest first."""
    form = MailFilter(request.GET)
    context: dict[str, object] = {"form": form, "tab": "mails", "counted": COUNTED}
    if form.is_valid():
        page = keyset_page(form.rows, NEWEST_FIRST, request.GET, ROWS_A_PAGE)
        counts = counts_of([form.rows_in(tab) for tab in MailTab])
        context |= {
            "page": page,
            "rows": _rows_of(page.keys),
            "tabs": [MailTabCount(tab, n) for tab, n in zip(MailTab, counts, strict=True)],
            "now_tab": form.now_tab,
        }
    return render(request, "accounts/mail_log/list.html", context)


def _rows_of(keys: list[int]) -> list[MailRow]:
    """Return the rows of these mails, in order. Two queries."""
    found = OutgoingMail.objects.defer("body").in_bulk(keys)
    free = set(_sendable(OutgoingMail.objects.filter(pk__in=keys)).values_list("pk", flat=True))
    return [MailRow(found[key], key in free) for key in keys if key in found]


def _sendable(rows: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
    """Return those of the mails that staff may send again now."""
    return OutgoingMail.objects.resendable(timezone.now()).filter(pk__in=rows.values("pk"))


@staff_page(MAY_READ)
@require_POST
def send_again(request: StaffRequest, mail_id: int) -> HttpResponse:
    """Send an unsent mail now, and go back to the list. A second click sends nothing twice."""
    unsent = get_object_or_404(OutgoingMail, pk=mail_id, is_secret=False)
    if not _sendable(OutgoingMail.objects.filter(pk=unsent.pk)).exists():
        messages.info(request, _("This email was sent before, or is being sent now."))
    else:
        audit.record(request.user, "mail.sent_again", unsent, unsent.subject)
        if mail.resend(unsent.pk):
            messages.success(request, _("Sent: the mail server has taken it."))
        else:
            messages.error(
                request, _("The mail server did not take it. It is tried again by itself.")
            )
    return redirect(_list_address(request))


@staff_page(MAY_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def send_many(request: StaffRequest) -> HttpResponse:
    """Show how many mails would be sent again; by POST, let them be sent."""
    asked = MailFilter(request.GET)
    if not asked.is_valid():
        return redirect(_list_address(request))
    form = SendManyForm(request.POST if request.method == "POST" else None)
    chosen = _sendable(asked.rows).order_by("pk")
    if form.is_valid():
        count = _send_many(request, chosen, asked, form.cleaned_data["reason"])
        text = ngettext(
            "%d email is sent within the next minutes.",
            "%d emails are sent within the next minutes.",
            count,
        )
        messages.success(request, text % count)
        return redirect(_list_address(request))
    sent, all_rows = counts_of([chosen, asked.rows])
    context = {
        "form": form,
        "asked": asked,
        "count": min(sent, MAX_AT_ONCE),
        "is_more": sent > MAX_AT_ONCE,
        "left_out": all_rows - sent,
        "first": chosen.defer("body")[:SHOWN_AT_ONCE],
        "back": _list_address(request),
        "tab": "mails",
    }
    return render(request, "accounts/mail_log/send_many.html", context)


def _send_many(
    request: StaffRequest, chosen: QuerySet[OutgoingMail], asked: MailFilter, reason: str
) -> int:
    """Let the chosen mails be sent again; return how many. One entry in the log says so."""
    with transaction.atomic():
        keys = list(chosen.values_list("pk", flat=True)[:MAX_AT_ONCE])
        count = mail.resend_later(keys)
        if count:
            first = OutgoingMail.objects.get(pk=keys[0])
            words = {"count": count, "tab": asked.now_tab.label, "reason": reason}
            text = _("%(count)d emails of “%(tab)s”, this one first. %(reason)s") % words
            audit.record(request.user, "mail.sent_again_to_many", first, text)
    return count


def _list_address(request: StaffRequest) -> str:
    """Return the address of the list with the same tab and fields."""
    query = request.GET.copy()
    kept = {name: query[name] for name in ("tab", "address", "kind") if query.get(name)}
    return reverse("mail_log:list", query=kept) if kept else reverse("mail_log:list")
