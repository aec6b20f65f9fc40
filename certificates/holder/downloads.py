"""Send the file of a certificate; one that is not in force only from the page that says so."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates import mending, succession
from certificates.models import Certificate
from certificates.sending import send_pdf
from certificates.typed_numbers import normalise

State = Certificate.State
NOT_IN_FORCE = (State.REPLACED, State.CORRECTED, State.REVOKED)
# The page about a certificate that is not in force adds it to the address of the file.
KNOWS = "known"


def find(request: HttpRequest, code: str) -> Certificate:
    """Return one's own certificate, for staff who may see them any one, or raise Http404.

    One whose file was deleted at the end of its retention is not found either.
    """
    certificates = Certificate.objects.with_file().filter(code=normalise(code))
    if not request.user.has_perm("certificates.view_certificate"):
        certificates = certificates.of(request.user)
    return get_object_or_404(certificates)


def send(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """Send the bytes that were issued; if they are lost, say so."""
    if certificate.state in NOT_IN_FORCE and KNOWS not in request.GET:
        return redirect("certificates:not_in_force", certificate.shown_code)
    try:
        pdf = mending.sound_pdf(certificate)
    except mending.DamagedFileError:
        return damaged(request, certificate)
    return send_pdf(request, pdf, certificate.pdf_sha256, certificate.file_name)


def damaged(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """Say that the file is lost for now, and that the record stands."""
    context = {"certificate": certificate}
    return render(request, "certificates/holder/damaged.html", context, status=503)


@require_safe
def not_in_force(request: HttpRequest, code: str) -> HttpResponse:
    """Say why a certificate is not in force and what took its place, with its file."""
    certificate = find(request, code)
    address = reverse("certificates:pdf", args=[certificate.shown_code])
    if certificate.state not in NOT_IN_FORCE:
        return redirect(address)
    context = {
        "certificate": certificate,
        "successor": succession.successor_of(certificate),
        "file_address": f"{address}?{KNOWS}",
    }
    return render(request, "certificates/holder/not_in_force.html", context)
