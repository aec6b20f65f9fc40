"""The mails that were written to a person, and sending one again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import audit, mail
from accounts.compiled_queries import CompiledQuery
from accounts.models import OutgoingMail, User
from accounts.staff import StaffRequest, staff_page

MAILS_SHOWN = 8
# A subject can hold a code; the text is not shown to staff at all.
SHOWN_FIELDS = (
    "subject",
    "is_secret",
    "created_at",
    "sent_at",
    "given_up_at",
    "next_attempt_at",
    "claimed_at",
)


_latest_to = CompiledQuery(
    lambda address: (
        OutgoingMail.objects.filter(recipient=address)
        .order_by("-created_at")
        .only(*SHOWN_FIELDS)[:MAILS_SHOWN]
    )
)


def mails_to(person: User) -> list[OutgoingMail]:
    """Return the latest mails to the person's address, the newest first. One query."""
    return _latest_to.rows(person.email)


@staff_page("course.view_timeline", "accounts.help_person")
@require_POST
def send_again(request: StaffRequest, account_id: UUID, mail_id: int) -> HttpResponse:
    """Send an unsent mail to a person now. A second click sends nothing twice."""
    person = get_object_or_404(User, public_id=account_id)
    mails = OutgoingMail.objects.filter(recipient=person.email, is_secret=False)
    unsent = get_object_or_404(mails, pk=mail_id)
    is_tried = OutgoingMail.objects.resendable(timezone.now()).filter(pk=unsent.pk).exists()
    if not is_tried:
        messages.info(request, _("This email was sent before, or is being sent now."))
    elif mail.resend(unsent.pk):
        audit.record(request.user, "mail.sent_again", person, unsent.subject)
        messages.success(request, _("Sent: the mail server has taken it."))
    else:
        messages.error(request, _("The mail server did not take it. It is tried again by itself."))
    return redirect("staff:person", person.public_id)
