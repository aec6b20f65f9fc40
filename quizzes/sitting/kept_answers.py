"""Keep an answer that arrived without a session, or with a form older than the last sign-in.

It is kept in the session, and stands in the form again when its owner is back. Nothing is saved
until they press the button.
"""

import time
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quizzes.models import Attempt
from quizzes.sitting.question_page import posted_fields

SESSION_KEY = "kept_answer"
MAX_KEPT_CHARACTERS = 8_000
KEPT_SECONDS = 12 * 60 * 60
signer = Signer(salt="quizzes.attempt-owner")


def owner_token(attempt: Attempt) -> str:
    """Return the signed text by which a form says whose attempt it was made for."""
    # Signed, so that no other site can plant an answer.
    return signer.sign(f"{attempt.pk}:{attempt.enrolment.user_id}")


def keep(request: HttpRequest) -> bool:
    """Keep the posted answer of a question's form. Return False if it was not kept.

    It is not kept if it is too long, or if the form is not one of ours.
    """
    try:
        owner = signer.unsign(request.POST.get("owner", ""))
    except BadSignature:
        return False
    fields = {name: values[:50] for name, values in posted_fields(request.POST).items()}
    if sum(len(text) for texts in fields.values() for text in texts) > MAX_KEPT_CHARACTERS:
        return False
    request.session[SESSION_KEY] = {
        "owner": owner,
        "path": request.path,
        "fields": fields,
        "at": time.time(),
    }
    return True


def kept_for(request: HttpRequest, attempt: Attempt) -> dict[str, list[str]] | None:
    """Return the fields kept for this person and page, not older than KEPT_SECONDS.

    They stay until ``forget``.
    """
    kept: dict[str, Any] | None = request.session.get(SESSION_KEY)
    if not kept or kept["path"] != request.path:
        return None
    if (
        kept["owner"] != f"{attempt.pk}:{attempt.enrolment.user_id}"
        or time.time() - kept["at"] > KEPT_SECONDS
    ):
        forget(request)
        return None
    fields: dict[str, list[str]] = kept["fields"]
    return fields


def forget(request: HttpRequest) -> None:
    """Delete the kept answer. Safe to repeat."""
    request.session.pop(SESSION_KEY, None)


def keep_from_old_form(request: HttpRequest) -> HttpResponse | None:
    """Keep the answer of a form older than the last sign-in; redirect to its question.

    Returns None if there is no such answer.
    """
    if request.method == "POST" and request.user.is_authenticated and keep(request):
        return redirect(request.path)
    return None
