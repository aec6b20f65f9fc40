"""The sample certificates that staff look at before they save the provider."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.staff import StaffRequest, staff_page
from certificates import printing
from certificates.models import PAPER_PARTS, Certificate
from certificates.samples import editions_in_use, sample
from course.models import Edition, Provider
from course.staff.forms import ProviderForm


@dataclass(frozen=True)
class DrawnSample:
    """Hold a sample on one paper, and how its words fit there.

    crowded: the parts without room, in words; "" if everything fits.
    """

    certificate: Certificate
    continues: bool
    crowded: str


@staff_page("course.change_provider")
@require_POST
def sample_certificate(request: StaffRequest, paper: str) -> HttpResponse:
    """Return a sample as PDF, made from the form as it is filled in; save nothing."""
    if paper not in Provider.Paper.values:
        raise Http404
    edition = editions_in_use().last()
    if edition is None:
        raise Http404
    form = _filled_in(request)
    if not form.is_valid():
        return _provider_page(request, form)
    pdf = printing.render(_on_paper(edition, form.instance, paper))
    return HttpResponse(pdf, content_type="application/pdf")


@staff_page("course.change_provider")
@require_POST
def sample_page(request: StaffRequest) -> HttpResponse:
    """Show the provider's form as it is filled in, with samples on either paper; save nothing."""
    form = _filled_in(request)
    edition = editions_in_use().last()
    if not form.is_valid() or edition is None:
        return _provider_page(request, form)
    papers = Provider.Paper.values
    samples = [_drawn(_on_paper(edition, form.instance, paper)) for paper in papers]
    return _provider_page(request, form, samples)


def _filled_in(request: StaffRequest) -> ProviderForm:
    """Return the posted form of the provider, which needs no reason for a sample."""
    form = ProviderForm(request.POST, instance=Provider.get())
    form.fields["reason"].required = False
    return form


def _on_paper(edition: Edition, provider: Provider, paper: str) -> Certificate:
    """Return a sample certificate on a paper."""
    provider.paper = paper
    return sample(edition, provider)


def _drawn(certificate: Certificate) -> DrawnSample:
    """Return a sample with what the renderer measured of it."""
    paper = printing.fitted(certificate)
    crowded = ", ".join(str(PAPER_PARTS[part]) for part in paper.crowded)
    return DrawnSample(certificate, paper.fit.continues, crowded)


def _provider_page(
    request: StaffRequest, form: ProviderForm, samples: list[DrawnSample] | None = None
) -> HttpResponse:
    """Show the provider's form. samples: None if none were asked for or can be drawn."""
    context = {"form": form, "samples": samples, "tab": "provider"}
    return render(request, "staff/provider.html", context)
