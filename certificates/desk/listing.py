"""Pages of staff: the list of certificates, as a page and as a file."""

from collections.abc import Iterator, Sequence

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.compiled_queries import CompiledQuery
from accounts.long_lists import LongListPage, long_list_page
from accounts.staff import StaffRequest, staff_page
from accounts.tables import csv_response
from certificates.desk.filters import CertificateFilter
from certificates.models import Certificate, CertificateQuerySet

ROWS_A_PAGE = 25
# Of a certificate, in a list: it has forty columns, some of them long.
SHOWN_FIELDS = (
    "code",
    "holder_name",
    "course_slug",
    "course_title",
    "edition_number",
    "issued_at",
    "issued_zone",
    "completed_on",
    "expires_on",
    "supersedes",
    "revoked_at",
    "ended_at",
    "ended_as",
    "name_hidden_at",
    "name_removed_at",
)
HEADER = (
    "number",
    "state",
    "holder",
    "course",
    "edition",
    "completed_on",
    "issued_on",
    "expires_on",
    "replaces",
    "minutes",
    "waived_units",
    "credit",
)
# Of a certificate, in a file: reports to an accreditor are made of it.
SENT_FIELDS = (*SHOWN_FIELDS, "minutes", "waived", "accreditation")


@staff_page("certificates.view_certificate")
@require_safe
def certificates(request: StaffRequest) -> HttpResponse:
    """List the certificates that are meant, the newest first; a number opens its record."""
    form = CertificateFilter(request.GET)
    page = _page_of(form.certificates, request.GET.get("page"))
    is_one_by_number = form.is_valid() and form.cleaned_data["q"] and len(page.object_list) == 1
    if is_one_by_number:
        return redirect("certificates:staff_certificate", page.object_list[0].shown_code)
    context = {"form": form, "page": page, "tab": "certificates"}
    return render(request, "certificates/desk/list.html", context)


_shown_rows = CompiledQuery(
    lambda keys: Certificate.objects.filter(pk__in=keys).order_by("-sequence").only(*SHOWN_FIELDS)
)


def _page_of(found: CertificateQuerySet, number: str | None) -> LongListPage[Certificate]:
    """Return a page of a list of certificates."""
    # Keys alone are read past many rows from an index; whole rows are not.
    keys = long_list_page(found.values_list("pk", flat=True), number, ROWS_A_PAGE)
    return LongListPage(
        object_list=_shown_rows.rows(keys.object_list),
        number=keys.number,
        start_index=keys.start_index,
        has_next=keys.has_next,
    )


@staff_page("certificates.view_certificate")
@require_safe
def certificates_csv(request: StaffRequest) -> HttpResponseBase:
    """Send the certificates that are meant as CSV, row by row."""
    form = CertificateFilter(request.GET)
    return csv_response(request, "certificates", _table(form))


def _table(form: CertificateFilter) -> Iterator[Sequence[object]]:
    """Yield the rows of the file: the header, a row for each certificate."""
    yield HEADER
    rows = form.certificates.only(*SENT_FIELDS)
    for certificate in rows.iterator(chunk_size=2_000):
        yield _cells(certificate)


def _cells(certificate: Certificate) -> Sequence[object]:
    """Return the cells of a certificate."""
    return (
        certificate.shown_code,
        certificate.state,
        certificate.holder_name if certificate.shows_name else "",
        certificate.course_title,
        certificate.edition_number,
        certificate.completed_on,
        certificate.issued_on,
        certificate.expires_on or "",
        certificate.shown_supersedes,
        certificate.minutes,
        len(certificate.waived_units),
        certificate.accreditation,
    )
