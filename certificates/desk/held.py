"""Pages of staff: the held certificates, why, where to correct it, and trying again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Min, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.approvals import check_not_own
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from certificates import approving, corrections, issuing
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
    enrolments = _with_holds(Enrolment.objects.filter(holds__isnull=False))
    by_age = enrolments.annotate(held_at=Min("holds__held_at")).order_by("held_at", "pk")
    page = Paginator(by_age, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "certificates/desk/held.html", {"page": page, "tab": "held"})


@staff_page("certificates.issue_certificate")
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
    elif approving.approve(enrolment, request.user, form.cleaned_data["reason"]):
        messages.success(request, _("Approved. The certificate is issued in a few minutes."))
    else:
        messages.info(request, _("It was approved already; nothing was changed."))
    return redirect("certificates:staff_held_one", enrolment.public_id)


def _with_holds(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return the enrolments with all that a page about holds shows of them."""
    return enrolments.select_related("user", "course", "edition").prefetch_related("holds")


def _try_again(request: StaffRequest, enrolment: Enrolment, form: NameForm) -> HttpResponse:
    """Try to issue a held certificate, and say what came of it."""
    check_not_own(request.user, enrolment.user)
    try:
        certificate = corrections.issue_held(enrolment, form.correction(request.user))
    except issuing.NotEligibleError as error:
        messages.error(request, _("Not issued. %s") % error)
        return redirect("certificates:staff_held_one", enrolment.public_id)
    messages.success(request, _("Issued: %s. The learner gets a mail.") % certificate.shown_code)
    return redirect("certificates:staff_certificate", certificate.shown_code)
