"""Pages of staff: one certificate with its private note, revoking it, and issuing it again."""

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.models import User
from accounts.staff import StaffRequest, staff_page
from certificates import correcting, issuing
from certificates.forms import NameForm, RevokeForm
from certificates.models import Certificate
from certificates.printing import fields
from certificates.records import events
from certificates.typed_numbers import normalise


@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Show a record and its private note to staff; POST revokes it."""
    if not _may_see(request.user):
        raise Http404
    certificate = _find_certificate(code)
    if request.method != "POST":
        return _certificate_page(request, certificate)

    if not request.user.has_perm("certificates.revoke_certificate"):
        raise Http404
    form = RevokeForm(request.POST, certificate=certificate)
    if form.is_valid() and isinstance(request.user, User):
        _revoke(request, certificate, form, request.user)
        return redirect("certificates:staff_certificate", certificate.shown_code)
    return _certificate_page(request, certificate, form=form)


def _may_see(user: User | AnonymousUser) -> bool:
    """Return whether this is staff who may see or revoke certificates."""
    permissions = ("certificates.revoke_certificate", "certificates.view_certificate")
    return user.is_staff and any(user.has_perm(permission) for permission in permissions)


def _find_certificate(code: str) -> Certificate:
    """Return the record of that number; raise Http404 if there is none."""
    certificates = Certificate.objects.select_related("revoked_by")
    return get_object_or_404(certificates, code=normalise(code))


@staff_page("certificates.issue_certificate")
@require_POST
def issue_again(request: StaffRequest, code: str) -> HttpResponse:
    """Issue a new certificate in place of one that was revoked as issued in error."""
    old = _find_certificate(code)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _certificate_page(request, old, again=form)
    try:
        certificate = correcting.issue_again(old, form.correction(request.user))
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
    may_issue = request.user.has_perm("certificates.issue_certificate")
    if again is None and may_issue and certificate.may_be_followed:
        name = certificate.enrolment.holder_name if certificate.enrolment else ""
        again = NameForm(initial={"holder_name": name})
    context = {
        "certificate": certificate,
        "fields": fields(certificate),
        "form": form or RevokeForm(certificate=certificate),
        "again": again,
        "successor": correcting.successor_of(certificate),
        "may_revoke": request.user.has_perm("certificates.revoke_certificate"),
    }
    return render(request, "certificates/staff_certificate.html", context)


def _revoke(request: HttpRequest, certificate: Certificate, form: RevokeForm, actor: User) -> None:
    """Revoke a certificate, write it to the audit log, and say so."""
    because = form.cleaned_data["because"]
    note = form.cleaned_data["note"]
    with transaction.atomic():
        if not events.revoke(certificate, events.Act(by=actor, because=because, note=note)):
            messages.info(request, _("This certificate was revoked already; nothing was changed."))
            return
        audit.record(actor, "certificate.revoked", certificate, because)
    messages.success(request, _("Revoked. The public page says so now."))
