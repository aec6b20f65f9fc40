"""Pages of an attempt: start it, look over its answers, hand it in."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from course.models import Enrolment
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.sitting import attempts, drafts

ATTEMPT_RELATED = (
    "quiz__unit__edition__course",
    "enrolment__course",
    "enrolment__edition",
    "enrolment__user",
    "puts_right",
)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Start an attempt, or resume the open one, at its first unanswered question."""
    if request.method == "GET":
        # A sign-in that came between the click and this page leads here with GET.
        return redirect("course:unit", slug, key)
    mine = Enrolment.objects.of(request.user).active().select_related("edition", "course", "user")
    enrolment = get_object_or_404(mine, course__slug=slug)
    quiz = get_object_or_404(
        Quiz.objects.select_related("unit"), unit__edition=enrolment.edition, unit__key=key
    )
    return start_or_resume(request, enrolment, quiz)


def start_or_resume(
    request: HttpRequest, enrolment: Enrolment, quiz: Quiz, puts_right: AttemptItem | None = None
) -> HttpResponse:
    """Start or resume an attempt and redirect to the first question with something left.

    If no attempt may start: back to the quiz's page, with the reason.
    """
    try:
        attempt = attempts.start(enrolment, quiz, timezone.now(), puts_right=puts_right)
    except attempts.NotOpenYetError:
        messages.error(
            request,
            _("This quiz opens when everything else is done. The page below says what is left."),
        )
        return redirect("course:unit", enrolment.course.slug, quiz.unit.key)
    except attempts.AttemptRefusedError as refused:
        if refused.opens_at:
            when = date_format(timezone.localtime(refused.opens_at), "j F Y, H:i")
            messages.error(request, _("The next attempt opens on %s.") % when)
        else:
            messages.error(
                request, _("No attempt is left. Write to the contact at the foot of the page.")
            )
        return redirect("course:unit", enrolment.course.slug, quiz.unit.key)
    items = list(attempt.items.select_related("version"))
    for item in items:
        item.attempt = attempt
    return redirect(next((item for item in items if not item.is_finished), items[0]).url)


@require_safe
def review(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """List what is answered, flagged and left, before handing in."""
    attempt = own_attempt(request, slug, key, number)
    if not attempt.is_open:
        return redirect(attempt)
    items = list(attempt.items.select_related("bank_item", "version"))
    for item in items:
        item.attempt = attempt
        html = item.bank_item.html
        item.stem = html.of("stem")  # type: ignore[attr-defined]
        item.words = item.version.data.as_read(html, item.response)  # type: ignore[attr-defined]
        item.unsaved = drafts.words_of(item)  # type: ignore[attr-defined]
    unanswered = [item for item in items if not item.is_answered and item.is_scored]
    begun = [item for item in items if item.is_begun]
    context = {
        "attempt": attempt,
        "course": attempt.enrolment.course,
        "unit": attempt.quiz.unit,
        "quiz": attempt.quiz,
        "items": items,
        "unanswered": unanswered,
        "begun": begun,
        "open": sorted(unanswered + begun, key=lambda item: item.position),
        "with_drafts": [item for item in items if item.draft],
        "seen": drafts.state_of((item.seq, item.draft_seq) for item in items),
        "submit_key": uuid.uuid4(),
        "now": timezone.now(),
    }
    return render(request, "quizzes/sitting/review.html", context)


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """Hand in, once; again, or from another tab, leads to the same result.

    GET changes nothing, and leads to the review page.
    """
    attempt = own_attempt(request, slug, key, number)
    if request.method == "GET":
        return redirect(attempt.url("review"))
    try:
        submit_key = uuid.UUID(request.POST.get("submit_key", ""))
    except ValueError as error:
        raise BadRequest("no key of a rendered form") from error
    if attempt.is_open and not _was_reviewed(request.POST.get("seen", ""), attempt):
        messages.warning(
            request,
            _("An answer changed after this page was made. Look over the answers once more."),
        )
        return redirect(attempt.url("review"))
    attempts.submit(attempt, submit_key, timezone.now())
    return redirect(attempt)


def _was_reviewed(seen: str, attempt: Attempt) -> bool:
    """Return whether the review page showed the answers as they are now."""
    if not seen:
        return not attempt.items.filter(draft__isnull=False).exists()
    return seen == drafts.state_of(attempt.items.values_list("seq", "draft__seq"))


def own_attempt(request: HttpRequest, slug: str, key: str, number: int) -> Attempt:
    """Return the learner's own attempt, handed in if its time is over, or 404."""
    mine = Attempt.objects.filter(enrolment__in=Enrolment.objects.of(request.user).active())
    related = mine.select_related(*ATTEMPT_RELATED)
    attempt = get_object_or_404(related, enrolment__course__slug=slug, unit_key=key, number=number)
    attempts.expire_if_due(attempt, timezone.now())
    return attempt
