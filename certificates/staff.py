"""Pages of staff: a certificate with its private side, revoking it, and issuing it again."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.models import User
from accounts.staff import StaffRequest, staff_page
from certificates import correcting, issuing
from certificates.codes import normalise
from certificates.forms import NameForm, RevokeForm
from certificates.models import Certificate
from certificates.printing import fields


@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The record and its note for staff who may see it; revoking, by POST, for those who may do that."""
    may_revoke = request.user.has_perm("certificates.revoke_certificate")
    may_see = may_revoke or request.user.has_perm("certificates.view_certificate")
    if not (request.user.is_staff and may_see):
        raise Http404
    found = get_object_or_404(Certificate.objects.select_related("revoked_by"), code=normalise(code))
    if request.method == "POST":
        if not may_revoke:
            raise Http404
        form = RevokeForm(request.POST, certificate=found)
        if form.is_valid() and isinstance(request.user, User):
            _revoke(request, found, form, request.user)
            return redirect("certificates:staff_certificate", found.shown_code)
    else:
        form = RevokeForm(certificate=found)
    return _certificate_page(request, found, form=form)


@staff_page("certificates.issue_certificate")
@require_POST
def issue_again(request: StaffRequest, code: str) -> HttpResponse:
    """Issue a new certificate in place of one that was revoked as issued in error."""
    old = get_object_or_404(Certificate.objects.select_related("revoked_by"), code=normalise(code))
    form = NameForm(request.POST)
    if not form.is_valid():
        return _certificate_page(request, old, again=form)
    name, reason = form.cleaned_data["holder_name"], form.cleaned_data["reason"]
    try:
        certificate = correcting.issue_again(old, holder_name=name, by=request.user, because=reason)
    except issuing.NotEligibleError as error:
        messages.error(request, _("Not issued. %s") % error)
        return redirect("certificates:staff_certificate", old.shown_code)
    messages.success(request, _("Issued: %s. The learner gets a mail.") % certificate.shown_code)
    return redirect("certificates:staff_certificate", certificate.shown_code)


def _certificate_page(
    request: HttpRequest,
    found: Certificate,
    *,
    form: RevokeForm | None = None,
    again: NameForm | None = None,
) -> HttpResponse:
    may_issue = request.user.has_perm("certificates.issue_certificate") and found.may_be_followed
    name = found.enrolment.holder_name if found.enrolment else ""
    context = {
        "certificate": found,
        "fields": fields(found),
        "form": form or RevokeForm(certificate=found),
        "again": again or (NameForm(initial={"holder_name": name}) if may_issue else None),
        "successor": correcting.successor_of(found),
        "may_revoke": request.user.has_perm("certificates.revoke_certificate"),
    }
    return render(request, "certificates/staff_certificate.html", context)


def _revoke(request: HttpRequest, found: Certificate, form: RevokeForm, actor: User) -> None:
    because, note = form.cleaned_data["because"], form.cleaned_data["note"]
    with transaction.atomic():
        if not found.revoke(by=actor, because=because, note=note):
            messages.info(request, _("This certificate was revoked already; nothing was changed."))
            return
        audit.record(actor, "certificate.revoked", found, because)
    messages.success(request, _("Revoked. The public page says so now."))
