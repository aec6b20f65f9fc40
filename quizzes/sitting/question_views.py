"""The page of one question: show it, save its answer, choose between two versions."""

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.signed_out import lead_to_sign_in
from quizzes.kinds import BadResponse, Posted, Response, Unfinished
from quizzes.marking.markings import mark_item, orders_in_force
from quizzes.models import Attempt, AttemptItem
from quizzes.question.scoring import INVALID
from quizzes.sitting import attempts, drafts, kept_answers, question_page
from quizzes.sitting.attempt_views import own_attempt
from quizzes.sitting.navigator import step_here, steps
from quizzes.sitting.progress import progress_of
from quizzes.sitting.sureness import LABELS


@login_not_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, slug: str, key: str, number: int, position: int) -> HttpResponse:
    """Show a question, or save its answer.

    Without a session the answer is kept until its owner has signed in.
    """
    if not request.user.is_authenticated:
        if request.method == "POST" and kept_answers.keep(request):
            return lead_to_sign_in(request, request.path)
        return redirect_to_login(request.path)
    attempt = own_attempt(request, slug, key, number)
    item = _item_at(position, attempt.asked_items)
    if request.method == "POST":
        return _save(request, item)
    return _show(request, item) if attempt.is_open else redirect(attempt)


def _item_at(position: int, items: Iterable[AttemptItem]) -> AttemptItem:
    """Return the item at a position. Raises Http404."""
    for item in items:
        if item.position == position:
            return item
    raise Http404


def _show(request: HttpRequest, item: AttemptItem) -> HttpResponse:
    """Show the question with what was kept over a sign-in, else its draft, else what is saved."""
    kept = kept_answers.kept_for(request, item.attempt)
    if kept is not None:
        return _question_page(request, item, posted=kept, was_kept=True)
    if item.draft:
        return _draft_page(request, item)
    return _question_page(request, item)


def _draft_page(request: HttpRequest, item: AttemptItem) -> HttpResponse:
    """Show the draft with its errors, or the choice between it and the saved answer."""
    assert item.draft is not None
    fields = item.draft["fields"]
    if not item.has_older_draft:
        try:
            _read_response(item, fields)
        except Unfinished as unfinished:
            return _question_page(request, item, posted=fields, errors=unfinished.errors)
        except BadResponse:
            pass  # a part of the question was answered since, so the draft no longer fits
    return _two_versions_page(request, item, fields, status=200)


def _save(request: HttpRequest, item: AttemptItem) -> HttpResponse:
    """Save the posted answer, or drop the draft if the saved answer was chosen."""
    try:
        if not item.attempt.is_open:
            raise attempts.AlreadySubmittedError
        if request.POST.get("go") == "keep":
            drafts.drop(item, timezone.now())
            return redirect(item.url)
        return _save_form(request, item)
    except attempts.AlreadySubmittedError:
        attempts.expire_if_due(item.attempt, timezone.now())
        return _too_late_page(request, item.attempt)


def _save_form(request: HttpRequest, item: AttemptItem) -> HttpResponse:
    """Save the posted answer; keep as a draft what cannot be read or came from an older page."""
    posted = question_page.posted_fields(request.POST)
    seq = _read_seq(request, item)
    try:
        is_saved = _save_response(request, item, posted, seq)
    except Unfinished as unfinished:
        is_kept = drafts.keep(item, posted, seq, timezone.now())
        return _not_saved(request, item, posted, unfinished, is_kept=is_kept)
    except BadResponse as bad:
        if seq == item.seq:
            raise BadRequest("an answer that this question's form cannot send") from bad
        is_saved = False  # a newer save made this form's answer impossible
    if not is_saved:
        return _keep_stale(request, item, posted, seq)
    kept_answers.forget(request)
    return _saved(request, item, posted)


def _read_seq(request: HttpRequest, item: AttemptItem) -> int:
    """Return the item's count of saves when the form was made."""
    seq = _whole_number(request.POST.get("seq"))
    if seq > item.seq:
        raise BadRequest("a form from a later save than the latest")
    return seq


def _not_saved(
    request: HttpRequest,
    item: AttemptItem,
    posted: Posted,
    unfinished: Unfinished,
    *,
    is_kept: bool,
) -> HttpResponse:
    """Show the form again with what is wrong in it, or lead where the learner chose to go.

    is_kept: what was entered is not lost if they go.
    """
    if _wants_json(request):
        return JsonResponse({"error": _("Not saved. %s") % unfinished}, status=422)
    place = _chosen_place(request, item)
    if not (place and is_kept):
        return _question_page(request, item, posted=posted, errors=unfinished.errors)
    said = {"n": item.position, "why": unfinished}
    text = _("Question %(n)d is not saved. %(why)s What you entered is kept on its page.")
    messages.warning(request, text % said)
    return redirect(place)


def _saved(request: HttpRequest, item: AttemptItem, posted: Posted) -> HttpResponse:
    """Lead to where the pressed button goes after a save."""
    if _wants_json(request):
        return _saved_json(item)
    if anchor := question_page.widget_of(item).anchor_after(posted):
        return redirect(f"{item.url}#{anchor}")
    return redirect(_chosen_place(request, item) or _next(request.POST.get("go", ""), item))


def _chosen_place(request: HttpRequest, item: AttemptItem) -> str:
    """Return the address of the question or the last look that was chosen; "" for none."""
    attempt = item.attempt
    go = request.POST.get("go", "")
    if go == "review":
        return attempt.url("review")
    chosen = (other.url for other in attempt.asked_items if str(other.position) == go)
    return next(chosen, "")


def _save_response(request: HttpRequest, item: AttemptItem, posted: Posted, seq: int) -> bool:
    """Save the response of the form; return False if a newer save exists.

    Raises Unfinished, BadResponse, AlreadySubmittedError.
    """
    form = request.POST
    response = _read_response(item, posted)
    asks_why = _shows_reasons(form.get("go", ""), item, response)
    return attempts.save_answer(
        item,
        response,
        seq=seq,
        at=timezone.now(),
        flagged="flag" in form,
        sureness=_whole_number(form["sureness"]) if form.get("sureness") else None,
        checked=item.attempt.quiz.is_practice and asks_why,
        drops_draft="chosen" in form,
    )


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _keep_stale(request: HttpRequest, item: AttemptItem, posted: Posted, seq: int) -> HttpResponse:
    """Keep what an older page sent, and let the learner choose."""
    is_another = _differs_from_saved(item, posted)
    if is_another:
        drafts.keep(item, posted, seq, timezone.now())
    if _wants_json(request):
        text = _(
            "Not saved: a newer answer was saved from another page. "
            "Save once more to see both and choose."
        )
        return JsonResponse({"error": text}, status=409)
    if is_another:
        return _two_versions_page(request, item, posted, status=409)
    if place := _chosen_place(request, item):
        return redirect(place)
    return _question_page(request, item, was_stale=True)


def _differs_from_saved(item: AttemptItem, posted: Posted) -> bool:
    """Return whether a form holds an answer that is not the saved one."""
    try:
        response = item.version.data.response_from(posted, question_page.FIELD, item.response)
    except (BadResponse, Unfinished):
        return bool(drafts.words_of(item, posted))
    return response is not None and response != item.response


def _may_be_used(item: AttemptItem, posted: Posted) -> bool:
    """Return False for a form that no longer fits the saved answer.

    Such as a form of a stage that was committed since.
    """
    try:
        item.version.data.response_from(posted, question_page.FIELD, item.response)
    except Unfinished:
        return True  # the form is shown again and says what is missing
    except BadResponse:
        return False
    return True


def _two_versions_page(
    request: HttpRequest, item: AttemptItem, posted: Posted, *, status: int
) -> HttpResponse:
    """Show the saved answer and the one from an older page, a button for each."""
    context = _item_context(item) | {
        "stem": item.bank_item.html.of("stem"),
        "stored": _stored(item),
        "sent": drafts.words_of(item, posted),
        "fields": posted.items(),
        "may_use": _may_be_used(item, posted),
    }
    return render(request, "quizzes/sitting/two_versions.html", context, status=status)


def _stored(item: AttemptItem) -> str:
    """Return the saved answer in words."""
    return item.version.data.as_read(item.bank_item.html, item.response)


def _item_context(item: AttemptItem) -> dict[str, object]:
    """Return what every page of an item shows."""
    attempt = item.attempt
    return {
        "attempt": attempt,
        "enrolment": attempt.enrolment,
        "course": attempt.enrolment.course,
        "quiz": attempt.quiz,
        "unit": attempt.quiz.unit,
        "item": item,
        "owner": kept_answers.owner_token(attempt),
        "now": timezone.now(),
    }


def _too_late_page(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    if _wants_json(request):
        text = _("Not saved: this attempt was handed in. Reload the page to see the result.")
        return JsonResponse({"error": text}, status=409)
    return render(
        request,
        "409.html",
        {"request_id": getattr(request, "id", "-"), "attempt": attempt},
        status=409,
    )


def _read_response(item: AttemptItem, posted: Posted) -> Response:
    """Return the response that a form holds.

    Raises Unfinished if it cannot be read, BadResponse if no form of ours sends it.
    """
    question = item.version.data
    response = question.response_from(posted, question_page.FIELD, item.response)
    if question.score(response).status == INVALID:
        raise Unfinished(question.unreadable(response, question_page.FIELD))
    return response


def _shows_reasons(go: str, item: AttemptItem, response: Response) -> bool:
    """Tell whether, in practice, the learner asks to see why, or still sees it."""
    if go == "check":
        return response is not None and item.version.data.is_all_shown(response)
    return go != "again" and item.checked_at is not None and response == item.response


def _saved_json(item: AttemptItem) -> JsonResponse:
    """Return what the page shows after a save, in the words that it would have anew."""
    step = step_here(item)
    return JsonResponse(
        {
            "seq": item.seq,
            "receipt": _receipt(item),
            "reading": question_page.widget_of(item).read_as,
            "counter": progress_of(item.attempt.asked_items).counter,
            "step": {"classes": step.classes, "label": step.label},
        }
    )


def _receipt(item: AttemptItem) -> str:
    """Return when the item was saved, and that the page may be closed; "" if it was not."""
    if item.saved_at is None:
        return ""
    time = {"time": f"{timezone.localtime(item.saved_at):%H:%M:%S}"}
    if item.is_answered:
        return _("Saved %(time)s. Kept on our server. You can close this page.") % time
    return _("Saved %(time)s. There is no answer to this question yet.") % time


def _next(go: str, item: AttemptItem) -> str:
    """Return where the pressed button leads after a save.

    go: the button's value; "" for the one that goes on.
    """
    attempt = item.attempt
    if go in {"stay", "check", "again"}:
        return item.url
    if go == "back" and item.position > 1:
        return attempt.url("question", position=item.position - 1)
    if item.position == len(attempt.asked_items):
        return attempt.url("review")
    return attempt.url("question", position=item.position + 1)


def _question_page(
    request: HttpRequest,
    item: AttemptItem,
    *,
    posted: Posted | None = None,
    errors: Mapping[str, str] | None = None,
    was_kept: bool = False,
    was_stale: bool = False,
) -> HttpResponse:
    shown = question_page.show(item, posted, errors)
    context = {
        **_item_context(item),
        **_position_in_attempt(item),
        **_reasons(item),
        "question": shown,
        "field": shown.field,
        "sureness": LABELS.items(),
        "errors": errors or {},
        "stored": _stored(item) if errors else "",
        "was_kept": was_kept,
        "was_stale": was_stale,
        "receipt": "" if errors or was_kept else _receipt(item),
    }
    status = 409 if was_stale else 200
    return render(request, "quizzes/sitting/question.html", context, status=status)


def _position_in_attempt(item: AttemptItem) -> dict[str, object]:
    """Return the links to all questions, and the positions before and after this one."""
    items = item.attempt.asked_items
    return {
        "steps": steps(items, here=item),
        "counter": progress_of(items).counter,
        "next_position": item.position + 1 if item.position < len(items) else None,
        "previous_position": item.position - 1,
    }


def _reasons(item: AttemptItem) -> dict[str, object]:
    """Return the answer with every reason, by the key in force, where practice shows it."""
    if not (item.attempt.quiz.is_practice and item.checked_at):
        return {"why": None}
    marked = mark_item(item, orders_in_force([item.version_id]))
    texts = question_page.texts_of([(item, marked.version)])[item.pk]
    data = item.version.data
    return {
        "why": marked.version.data.result(texts, item.response, item.option_order, True),
        "why_template": data.result_template,
        "why_status": marked.score.status,
        "saved_fields": question_page.widget_of(item).fields().items(),
    }


def _whole_number(text: str | None) -> int:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadRequest("a number of our own form was changed")
    return int(text)
