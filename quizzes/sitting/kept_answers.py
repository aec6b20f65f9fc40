"""Keep an answer that arrived without a session, or with a form older than the last sign-in.

It is kept in the session, and stands in the form again when its owner is back. Nothing is saved
until they press the button.
"""

import time
from typing import TypedDict

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quizzes.models import Attempt
from quizzes.sitting.drafts import MAX_DRAFT_CHARACTERS
from quizzes.sitting.question_page import characters_in, posted_fields

SESSION_KEY = "kept_answer"
KEPT_SECONDS = 12 * 60 * 60
MAX_VALUES_OF_A_FIELD = 50
signer = Signer(salt="quizzes.attempt-owner")


class _KeptAnswer(TypedDict):
    """Say what a session keeps.

    owner: what ``owner_token`` signs. path: of the question's page. at: seconds since 1970.
    """

    owner: str
    path: str
    fields: dict[str, list[str]]
    at: float


def owner_token(attempt: Attempt) -> str:
    """Return the signed text by which a form says whose attempt it was made for."""
    # Signed, so that no other site can plant an answer.
    return signer.sign(_owner(attempt))


def _owner(attempt: Attempt) -> str:
    """Return whose attempt it is: the attempt's id and the person's."""
    return f"{attempt.pk}:{attempt.enrolment.user_id}"


def keep(request: HttpRequest) -> bool:
    """Keep the posted answer of a question's form. Return False if it was not kept.

    It is not kept if it is too long, or if the form is not one of ours.
    """
    try:
        owner = signer.unsign(request.POST.get("owner", ""))
    except BadSignature:
        return False
    fields = {
        name: values[:MAX_VALUES_OF_A_FIELD] for name, values in posted_fields(request.POST).items()
    }
    if characters_in(fields) > MAX_DRAFT_CHARACTERS:
        return False
    kept: _KeptAnswer = {
        "owner": owner,
        "path": request.path,
        "fields": fields,
        "at": time.time(),
    }
    request.session[SESSION_KEY] = kept
    return True


def kept_for(request: HttpRequest, attempt: Attempt) -> dict[str, list[str]] | None:
    """Return the fields kept for this person and page, not older than KEPT_SECONDS.

    They stay until ``forget``.
    """
    kept: _KeptAnswer | None = request.session.get(SESSION_KEY)
    if not kept or kept["path"] != request.path:
        return None
    is_own = kept["owner"] == _owner(attempt)
    is_recent = time.time() - kept["at"] <= KEPT_SECONDS
    if not (is_own and is_recent):
        forget(request)
        return None
    return kept["fields"]


def forget(request: HttpRequest) -> None:
    """Delete the answer kept for this page. Safe to repeat."""
    kept: _KeptAnswer | None = request.session.get(SESSION_KEY)
    if kept and kept["path"] == request.path:
        del request.session[SESSION_KEY]


def keep_from_old_form(request: HttpRequest) -> HttpResponse | None:
    """Keep the answer of a form older than the last sign-in; redirect to its question.

    Returns None if there is no such answer.
    """
    if request.method == "POST" and request.user.is_authenticated and keep(request):
        return redirect(request.path)
    return None
