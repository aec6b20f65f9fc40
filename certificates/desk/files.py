"""Page of staff: the stored files that are damaged, and those that were mended."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from certificates.models import FileCheck, FileDamage


@staff_page("certificates.view_certificate")
@require_safe
def files(request: StaffRequest) -> HttpResponse:
    """List the files that were found damaged: the unmended ones first, then the last mended."""
    damages = FileDamage.objects.select_related("certificate")
    unmended_first = damages.order_by(F("mended_at").desc(nulls_first=True), "-found_at", "pk")
    context = {
        "page": Paginator(unmended_first, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "check": FileCheck.objects.first(),
        "tab": "certificates",
    }
    return render(request, "certificates/desk/files.html", context)
