"""The sample certificate that staff look at before they save the provider."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.staff import StaffRequest, staff_page
from certificates import printing
from certificates.samples import editions_in_use, sample
from course.models import Provider
from course.staff.forms import ProviderForm


@staff_page("course.change_provider")
@require_POST
def sample_certificate(request: StaffRequest, paper: str) -> HttpResponse:
    """Return a sample as PDF, made from the form as it is filled in; save nothing."""
    if paper not in Provider.Paper.values:
        raise Http404
    edition = editions_in_use().last()
    if edition is None:
        raise Http404
    form = ProviderForm(request.POST, instance=Provider.get())
    form.fields["reason"].required = False
    if not form.is_valid():
        context = {"form": form, "tab": "provider"}
        return render(request, "staff/provider.html", context)
    provider = form.instance
    provider.paper = paper
    pdf = printing.render(sample(edition, provider))
    return HttpResponse(pdf, content_type="application/pdf")
