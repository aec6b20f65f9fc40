"""Pages of staff: one certificate with its private note, revoking it, and issuing it again."""

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
    """Show a record and its private note to staff; POST revokes it."""
    may_revoke = request.user.has_perm("certificates.revoke_certificate")
    may_see = may_revoke or request.user.has_perm("certificates.view_certificate")
    if not (request.user.is_staff and may_see):
        raise Http404
    certificates = Certificate.objects.select_related("revoked_by")
    certificate = get_object_or_404(certificates, code=normalise(code))
    if request.method == "POST":
        if not may_revoke:
            raise Http404
        form = RevokeForm(request.POST, certificate=certificate)
        if form.is_valid() and isinstance(request.user, User):
            _revoke(request, certificate, form, request.user)
            return redirect("certificates:staff_certificate", certificate.shown_code)
    else:
        form = RevokeForm(certificate=certificate)
    return _certificate_page(request, certificate, form=form)


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
    certificate: Certificate,
    *,
    form: RevokeForm | None = None,
    again: NameForm | None = None,
) -> HttpResponse:
    """Show the staff page of a certificate, with the forms that the user may send."""
    may_issue = (
        request.user.has_perm("certificates.issue_certificate") and certificate.may_be_followed
    )
    name = certificate.enrolment.holder_name if certificate.enrolment else ""
    context = {
        "certificate": certificate,
        "fields": fields(certificate),
        "form": form or RevokeForm(certificate=certificate),
        "again": again or (NameForm(initial={"holder_name": name}) if may_issue else None),
        "successor": correcting.successor_of(certificate),
        "may_revoke": request.user.has_perm("certificates.revoke_certificate"),
    }
    return render(request, "certificates/staff_certificate.html", context)


def _revoke(request: HttpRequest, certificate: Certificate, form: RevokeForm, actor: User) -> None:
    """Revoke a certificate, write it to the audit log, and say so."""
    because, note = form.cleaned_data["because"], form.cleaned_data["note"]
    with transaction.atomic():
        if not certificate.revoke(by=actor, because=because, note=note):
            messages.info(request, _("This certificate was revoked already; nothing was changed."))
            return
        audit.record(actor, "certificate.revoked", certificate, because)
    messages.success(request, _("Revoked. The public page says so now."))
