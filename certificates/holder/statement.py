"""The page on which a learner states, before the certificate, who took the course."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from certificates import issuing
from certificates.holder.forms import STATEMENT, StatementForm
from course.models import Enrolment


@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the statement; keep it, in the words shown, and have the certificate issued."""
    enrolment = _completed_last(request, slug)
    is_asked = enrolment.stated_at is None and not enrolment.certificates.exists()
    form = StatementForm(request.POST if request.method == "POST" else None)
    if is_asked and not form.is_valid():
        context = {"enrolment": enrolment, "form": form}
        return render(request, "certificates/holder/statement.html", context)
    if is_asked:
        _keep(enrolment)
    if enrolment.ended_at:
        return redirect("certificates:mine")
    return redirect("course:mine", slug)


def _completed_last(request: HttpRequest, slug: str) -> Enrolment:
    """Return the user's enrolment in a course that was completed last, or answer 404."""
    enrolments = Enrolment.objects.of(request.user).filter(course__slug=slug)
    completed = enrolments.exclude(completed_at=None).select_related("course", "edition")
    return get_object_or_404(completed.order_by("-completed_at")[:1])


def _keep(enrolment: Enrolment) -> None:
    """Keep the statement, and enqueue the certificate once that is committed."""
    with transaction.atomic():
        enrolment.confirm_statement(str(STATEMENT))
        transaction.on_commit(
            # No partial: Django cannot name it in its log where it fails, and would answer 500.
            lambda: issuing.issue_by_id.enqueue(enrolment.pk, enrolment.course.slug),
            robust=True,
        )
