"""Pages of staff: the held certificates, why, where to correct it, and trying again."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.security.second_factor import asks_again
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from certificates import approving, corrections, issuing, record_acts
from certificates.desk.act_pages import Result, do, opens_record, to_record
from certificates.desk.forms import NameForm, ReasonForm
from certificates.models import Hold
from course.models import Enrolment


@staff_page("certificates.issue_certificate")
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: StaffRequest) -> HttpResponse:
    """List the held certificates, the longest held first; POST tries all of them again."""
    if request.method == "POST":
        issuing.issue_missing_later.enqueue()
        messages.success(
            request, _("All held certificates are being tried again. Look here again in a minute.")
        )
        return redirect("certificates:staff_held")
    return _held_page(request, ReasonForm(), [])


@staff_page("certificates.issue_certificate")
@asks_again
@require_POST
def approve(request: StaffRequest) -> HttpResponse:
    """Approve the ticked certificates for one reason; the queue issues them."""
    ticked = request.POST.getlist("enrolment")
    form = ReasonForm(request.POST)
    chosen = _waiting_for_approval(ticked)
    if not form.is_valid():
        return _held_page(request, form, ticked)
    if not chosen:
        form.add_error(None, _("Tick one certificate or more that waits for approval."))
        return _held_page(request, form, ticked)
    count = approving.approve_many(chosen, request.user, form.cleaned_data["reason"])
    text = ngettext(
        "%d certificate was approved. It is issued in a few minutes.",
        "%d certificates were approved. They are issued in a few minutes.",
        count,
    )
    messages.success(request, text % count)
    return redirect("certificates:staff_held")


def _waiting_for_approval(public_ids: list[str]) -> list[Enrolment]:
    """Return those of these enrolments that wait for approval, at most a page of them."""
    waiting = Enrolment.objects.filter(holds__reason=Hold.HoldReason.APPROVAL)
    try:
        chosen = waiting.filter(public_id__in=public_ids[:ROWS_A_PAGE])
        return list(chosen.select_related("user", "course"))
    except ValidationError:
        return []  # a value that no page has sent


def _held_page(request: StaffRequest, form: ReasonForm, ticked: list[str]) -> HttpResponse:
    """Show the held certificates. ticked: the ``public_id``s that were chosen."""
    enrolments = _with_holds(Enrolment.objects.filter(holds__isnull=False))
    is_approval = Q(holds__reason=Hold.HoldReason.APPROVAL)
    by_age = enrolments.annotate(
        held_at=Min("holds__held_at"), to_approve=Count("holds", filter=is_approval)
    ).order_by("held_at", "pk")
    page = Paginator(by_age, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "ticked": ticked,
        "any_to_approve": any(_waits_for_approval(enrolment) for enrolment in page),
        "tab": "held",
    }
    return render(request, "certificates/desk/held.html", context)


@opens_record(record_acts.ISSUE_HELD)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: StaffRequest, public_id: str) -> HttpResponse:
    """Show why a certificate is held; POST tries again, under a corrected name if needed."""
    completed = Enrolment.objects.exclude(completed_at=None)
    enrolment = get_object_or_404(_with_holds(completed), public_id=public_id)
    if "approve" in request.POST:
        return _approve(request, enrolment)
    posted = request.POST if request.method == "POST" else None
    form = NameForm(posted, initial={"holder_name": enrolment.holder_name})
    if request.method == "POST" and form.is_valid():
        return _try_again(request, enrolment, form)
    return _held_one_page(request, enrolment, form)


def _held_one_page(request: StaffRequest, enrolment: Enrolment, form: NameForm) -> HttpResponse:
    """Show why one certificate is held."""
    context = {
        "enrolment": enrolment,
        "form": form,
        "approve_form": ReasonForm(prefix="approval"),
        "waits_for_approval": _waits_for_approval(enrolment),
        "tab": "held",
    }
    return render(request, "certificates/desk/held_one.html", context)


def _waits_for_approval(enrolment: Enrolment) -> bool:
    """Return whether the certificate is held because nobody has approved it."""
    return any(hold.reason == Hold.HoldReason.APPROVAL for hold in enrolment.holds.all())


def _approve(request: StaffRequest, enrolment: Enrolment) -> HttpResponse:
    """Approve a held certificate, so that the queue issues it."""
    form = ReasonForm(request.POST, prefix="approval")
    if not form.is_valid():
        messages.error(request, _("Write the reason, in 10 characters or more."))
        return redirect("certificates:staff_held_one", enrolment.public_id)
    reason = form.cleaned_data["reason"]
    if _do(request, enrolment, lambda: approving.approve(enrolment, request.user, reason)):
        messages.success(request, _("Approved. The certificate is issued in a few minutes."))
    else:
        messages.info(request, _("It was approved already; nothing was changed."))
    return to_record(request.user, "certificates:staff_held_one", enrolment.public_id)


def _do(request: StaffRequest, enrolment: Enrolment, carry_out: Callable[[], Result]) -> Result:
    """Act on a held certificate; raise ActRefusedError if the user may not."""
    return do(record_acts.ISSUE_HELD, str(enrolment.public_id), request.user, carry_out)


def _with_holds(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return the enrolments with all that a page about holds shows of them."""
    return enrolments.select_related("user", "course", "edition").prefetch_related("holds")


def _try_again(request: StaffRequest, enrolment: Enrolment, form: NameForm) -> HttpResponse:
    """Try to issue a held certificate, and say what came of it."""
    correction = form.correction(request.user)
    try:
        certificate = _do(request, enrolment, lambda: corrections.issue_held(enrolment, correction))
    except issuing.NotEligibleError as error:
        messages.error(request, _("Not issued. %s") % error)
        return redirect("certificates:staff_held_one", enrolment.public_id)
    messages.success(request, _("Issued: %s. The learner gets an email.") % certificate.shown_code)
    return to_record(request.user, "certificates:staff_certificate", certificate.shown_code)
