"""The page of staff that shows who has read a safety correction."""

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course.models import CorrectionNotice, Edition

HAS_READ, WAITS_FOR_MAIL = Q(confirmed_at__isnull=False), Q(mailed_at=None, confirmed_at=None)


@staff_page("course.view_editions")
@require_safe
def correction_readers(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """List who has still to read a safety correction, then who has read it."""
    edition = get_object_or_404(
        Edition.objects.safety_corrections(), course__slug=slug, number=number
    )
    notices = CorrectionNotice.objects.with_person().filter(edition=edition)
    rows = notices.select_related("enrolment__user", "enrolment__edition").order_by(
        F("confirmed_at").asc(nulls_first=True), "enrolment__user__name", "pk"
    )
    context = {
        "slug": slug,
        "edition": edition,
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "counts": counts_of_readers().get(edition.pk),
        # Names are for those who may find learners; others count.
        "may_name": request.user.has_perm("course.find_learner"),
        "tab": "editions",
    }
    return render(request, "course/corrections/staff_readers.html", context)


def counts_of_readers() -> dict[int, dict[str, int]]:
    """Return by edition how many were ``told``, ``read`` it, or wait ``without_mail``."""
    notices = CorrectionNotice.objects.with_person().values("edition")
    counts = notices.annotate(
        told=Count("pk"),
        read=Count("pk", filter=HAS_READ),
        without_mail=Count("pk", filter=WAITS_FOR_MAIL),
    )
    return {
        row["edition"]: {name: row[name] for name in ("told", "read", "without_mail")}
        for row in counts
    }
