"""Pages of an attempt: start it, look over its answers, hand it in."""

import uuid
from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.compiled_queries import CompiledQuery
from course.models import Enrolment
from quizzes.grading import reaches
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.sitting import attempts, drafts
from quizzes.sitting.progress import items_left, progress_of


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Start an attempt, or resume the open one, at its first unanswered question."""
    if request.method == "GET":
        # A sign-in that came between the click and this page leads here with GET.
        return redirect("course:unit", slug, key)
    mine = Enrolment.objects.of(request.user).active().select_related("course", "user")
    enrolment = get_object_or_404(mine, course__slug=slug)
    quizzes = Quiz.objects.filter(unit__edition=enrolment.edition_id).only("pk")
    quiz: Quiz = get_object_or_404(quizzes, unit__key=key)
    return start_or_resume(request, enrolment, Quiz.at_hand([quiz.pk])[quiz.pk])


def start_or_resume(
    request: HttpRequest, enrolment: Enrolment, quiz: Quiz, puts_right: AttemptItem | None = None
) -> HttpResponse:
    """Start or resume an attempt and redirect to the first question with something left.

    If no attempt may start: back to the quiz's page, with the reason.
    """
    try:
        attempt = attempts.start(enrolment, quiz, timezone.now(), puts_right=puts_right)
    except (attempts.NotOpenYetError, attempts.AttemptRefusedError) as refused:
        messages.error(request, _why_refused(refused))
        return redirect("course:unit", enrolment.course.slug, quiz.unit.key)

    items = attempt.asked_items
    unfinished = (item for item in items if not item.is_finished)
    return redirect(next(unfinished, items[0]).url)


def _why_refused(refused: attempts.NotOpenYetError | attempts.AttemptRefusedError) -> str:
    """Return for the learner why no attempt may start, and what to do."""
    if isinstance(refused, attempts.NotOpenYetError):
        return _("This quiz opens when everything else is done. The page below says what is left.")
    if refused.opens_at is None:
        return _("No attempt is left. The page below says whom to ask.")
    when = date_format(timezone.localtime(refused.opens_at), "DATETIME_FORMAT")
    return _("The next attempt opens on %s.") % when


@dataclass(frozen=True)
class ReviewedItem:
    """Hold an item as the last look shows it.

    words: the saved answer in words. unsaved: what was typed and not saved.
    """

    item: AttemptItem
    stem: SafeString
    words: str
    unsaved: str


def _reviewed(item: AttemptItem) -> ReviewedItem:
    html = item.bank_item.html
    return ReviewedItem(
        item,
        stem=html.of("stem"),
        words=item.version.data.as_read(html, item.response),
        unsaved=drafts.words_of(item),
    )


@require_safe
def review(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """List what is answered, flagged and left, before handing in."""
    attempt = own_attempt(request, slug, key, number)
    if not attempt.is_open:
        return redirect(attempt)
    items = attempt.asked_items
    context = {
        "attempt": attempt,
        "enrolment": attempt.enrolment,
        "course": attempt.enrolment.course,
        "unit": attempt.quiz.unit,
        "rows": [_reviewed(item) for item in items],
        "seen": attempts.state_of(items),
        "submit_key": uuid.uuid4(),
        "now": timezone.now(),
        "can_reach_mark": _can_reach_mark(attempt),
        "progress": progress_of(items),
        **_items_left(items),
    }
    return render(request, "quizzes/sitting/review.html", context)


def _can_reach_mark(attempt: Attempt) -> bool:
    """Tell whether the answered questions are worth the pass mark, or none is asked for."""
    if not (attempt.quiz.is_certifying and attempt.is_whole):
        return True
    scored = [item for item in attempt.asked_items if item.is_scored]
    possible = sum(item.points for item in scored)
    answered = sum(item.points for item in scored if item.is_answered)
    return bool(reaches(Fraction(answered), Fraction(possible), attempt.quiz.pass_mark))


def _items_left(items: list[AttemptItem]) -> dict[str, object]:
    """Return the open questions, those of them with something typed and not saved, and the first.

    left_numbers: the positions of the open ones, as a list in words.
    """
    left = items_left(items)
    return {
        "with_drafts": [item for item in left if item.draft],
        "left": left,
        "left_numbers": ", ".join(str(item.position) for item in left),
        "first": items[0],
    }


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """Hand in, once; again, or from another tab, leads to the same result.

    GET changes nothing, and leads to the review page.
    """
    attempt = own_attempt(request, slug, key, number)
    if request.method == "GET":
        return redirect(attempt.url("review"))

    submit_key = _submit_key(request.POST.get("submit_key", ""))
    try:
        seen = request.POST.get("seen", "")
        attempts.submit(attempt, submit_key, timezone.now(), seen=seen)
    except attempts.ChangedSinceReviewError:
        messages.warning(
            request,
            _("An answer changed after this page was made. Look over the answers once more."),
        )
        return redirect(attempt.url("review"))
    return redirect(attempt)


def _submit_key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise BadRequest("no key of a rendered form") from error


_own_attempt = CompiledQuery(
    lambda user, slug, unit_key, number: (
        Attempt.objects.of_user_key(user)
        .filter(enrolment__course__slug=slug, unit_key=unit_key, number=number)
        .select_related("enrolment__course")
    )
)


def own_attempt(request: HttpRequest, slug: str, key: str, number: int) -> Attempt:
    """Return the learner's own attempt, handed in if its time is over, or 404."""
    if not request.user.is_authenticated:
        raise Http404
    attempt = _own_attempt.first(request.user.pk, slug, key, number)
    if attempt is None:
        raise Http404
    attempt.quiz = Quiz.at_hand([attempt.quiz_id])[attempt.quiz_id]
    attempts.expire_if_due(attempt, timezone.now())
    return attempt
