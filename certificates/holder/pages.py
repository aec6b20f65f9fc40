"""What holders see of their certificates, and the files themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certificates import audit_packs
from certificates.holder import downloads, renewals
from certificates.mending import DamagedFileError
from certificates.models import Certificate
from certificates.typed_numbers import normalise
from course.models import Enrolment


@dataclass(frozen=True)
class Earlier:
    """Hold a certificate that is not in force any more, and the one that took its place."""

    certificate: Certificate
    successor: Certificate | None


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the learner's certificates, and the courses completed without one yet.

    Those that are not in force any more come last, folded.
    """
    invited = renewals.with_invitations(Certificate.objects.all())
    certificates_of_each = Prefetch("certificates", invited)
    enrolments = (
        Enrolment.objects.of(request.user)
        .exclude(completed_at=None)
        .select_related("course", "edition")
        .prefetch_related(
            certificates_of_each,
            "certificates__name_requests",
            "holds",
            "course__editions__guide_files",
        )
        .order_by("-completed_at")
    )
    certificates = [one for enrolment in enrolments for one in enrolment.certificates.all()]
    earlier = list(_earlier(certificates))
    context = {"enrolments": [one for one in enrolments if _is_shown(one)], "earlier": earlier}
    return render(request, "certificates/holder/mine.html", context)


def _is_past(certificate: Certificate) -> bool:
    """Return whether a newer one took its place, or its course is being taken again."""
    if certificate.ended_at:
        return True
    enrolment = certificate.enrolment
    return certificate.is_revoked and enrolment is not None and enrolment.ended_at is not None


def _is_shown(enrolment: Enrolment) -> bool:
    """Return whether its certificate is in force, or is still waited for."""
    certificates = enrolment.certificates.all()
    return not certificates or not all(_is_past(one) for one in certificates)


def _earlier(certificates: Iterable[Certificate]) -> Iterable[Earlier]:
    """Yield those that are not in force any more, the newest first."""
    successors = {one.supersedes: one for one in certificates if one.supersedes}
    for certificate in sorted(certificates, key=lambda one: -one.sequence):
        if _is_past(certificate):
            yield Earlier(certificate, successors.get(certificate.code))


@require_safe
def certificate_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Send the issued file to its holder, or to staff who may see certificates."""
    return downloads.send(request, downloads.find(request, code))


@require_safe
def audit_pack(request: HttpRequest, code: str) -> HttpResponse:
    """Send a certificate with the evidence behind it, but none that was revoked."""
    known = _visible(request).filter(revoked_at=None, name_removed_at=None)
    certificate = get_object_or_404(known, code=normalise(code))
    try:
        pack = audit_packs.build(certificate)
    except DamagedFileError:
        return downloads.damaged(request, certificate)
    response = HttpResponse(pack, content_type="application/zip")
    file_name = f"audit-pack-{certificate.shown_code}.zip"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _visible(request: HttpRequest) -> QuerySet[Certificate]:
    """Return the user's own certificates; all of them for staff who may see them."""
    certificates = Certificate.objects.all()
    if request.user.has_perm("certificates.view_certificate"):
        return certificates
    return certificates.of(request.user)
