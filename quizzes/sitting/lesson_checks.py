"""Answer at once the question of a lesson. Nothing is marked, kept or counted."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from quizzes.bank.lesson_questions import SignedQuestion
from quizzes.kinds import BadResponse, Draft, Posted, Response, Unfinished
from quizzes.question.forms import fields_of
from quizzes.question.scoring import INVALID


# Its form stands in a text that is the same for everybody, and what it sends changes nothing.
@csrf_exempt
@login_not_required
@require_POST
def answer_check(request: HttpRequest) -> HttpResponse:
    """Show whether the answer is right and why, or the form again if it cannot be read."""
    asked = _asked_by(request)
    posted = fields_of(dict(request.POST.lists()), asked.name)
    try:
        response = _read_response(asked, posted)
    except Unfinished as unfinished:
        context = asked.shown(Draft(posted, unfinished.errors))
    except BadResponse as error:
        raise BadRequest("an answer that this question's form cannot send") from error
    else:
        context = asked.shown(Draft(posted)) | _result_of(asked, response)
    return render(request, "quizzes/sitting/check_answer.html", context)


def _result_of(asked: SignedQuestion, response: Response) -> dict[str, object]:
    """Return what the page shows of an answer; nothing of none."""
    if response is None:
        return {}
    return {
        "status": asked.data.score(response).status,
        "result": asked.result(response),
    }


def _asked_by(request: HttpRequest) -> SignedQuestion:
    """Return the question that the form carries. Raises BadRequest if it is none of ours."""
    signed = request.POST.get("question", "")
    try:
        return SignedQuestion.of(signed)
    except BadSignature as error:
        raise BadRequest("a question that no lesson of ours asks") from error


def _read_response(asked: SignedQuestion, posted: Posted) -> Response:
    """Return the posted response, None if nothing was answered. Raises Unfinished, BadResponse."""
    response = asked.data.response_from(posted, asked.name)
    if asked.data.score(response).status == INVALID:
        raise Unfinished(asked.data.unreadable(response, asked.name))
    return response
