"""The page on which a holder asks for another name on a certificate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certificates import corrections
from certificates.holder.forms import NameRequestForm
from certificates.models import Certificate
from certificates.typed_numbers import normalise


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for another name; show what was asked, and what was answered."""
    own = Certificate.objects.of(request.user).filter(revoked_at=None, name_removed_at=None)
    certificate = get_object_or_404(own, code=normalise(code))
    if certificate.ended_at:
        messages.info(request, _("A newer certificate took the place of this one. Look at that."))
        return redirect("certificates:mine")
    return _name_page(request, certificate)


def _name_page(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """Store a valid request if none waits for an answer; otherwise show the page."""
    posted = request.POST if request.method == "POST" else None
    form = NameRequestForm(posted, certificate=certificate)
    asked = list(certificate.name_requests.order_by("-asked_at"))
    waits = any(not each.answer for each in asked)
    if not waits and form.is_valid():
        return _ask(request, certificate, form)
    context = {"certificate": certificate, "form": form, "asked": asked, "waits": waits}
    return render(request, "certificates/holder/name.html", context)


def _ask(request: HttpRequest, certificate: Certificate, form: NameRequestForm) -> HttpResponse:
    """Store the request, and show it."""
    corrections.request_name(certificate, **form.cleaned_data)
    messages.success(request, _("Your request was sent. You get an email when it is answered."))
    return redirect("certificates:name", certificate.shown_code)
