"""The page of staff that shows what a published edition changed, and offers to mark again."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.staff import StaffRequest, staff_page
from course.corrections.questions import marking_addresses
from course.models import Correction, Edition
from course.publishing import compare

READS_ANSWERS = "course.publish_edition"


@dataclass(frozen=True)
class ShownCorrection:
    """Hold a correction, and the address at which staff order a marking by the new key, or ""."""

    correction: Correction
    marking_address: str = ""


@staff_page("course.view_editions")
@require_safe
def edition_changes(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """Show what an edition changed since the one before, and who is still on older ones."""
    edition = get_object_or_404(
        Edition.objects.select_related("course"), course__slug=slug, number=number
    )
    old = edition.course.editions.filter(number__lt=number).order_by("-number").first()
    comparison = compare(old, edition)
    context = {
        "slug": slug,
        "edition": edition,
        "old": old,
        "comparison": comparison,
        "corrections": shown_to_staff(comparison.corrections, request.user, edition),
        "tab": "editions",
    }
    return render(request, "staff/edition_changes.html", context)


def shown_to_staff(
    corrections: Iterable[Correction], by: User, edition: Edition | None = None
) -> list[ShownCorrection]:
    """Return corrections as a member of staff may see them.

    edition: the edition that makes them, if it is published.
    """
    may_read_answers = by.has_perm(READS_ANSWERS)
    addresses = marking_addresses(edition) if edition else {}
    shown = []
    for correction in corrections:
        correction.is_opened = may_read_answers
        shown.append(ShownCorrection(correction, addresses.get(correction.question, "")))
    return shown
