"""An answer that arrived without a session, or with a form from before the last sign-in, is not lost: it is kept in the
session, and stands in the form again when its owner is back. Nothing is saved until they press the button."""

import time
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quizzes.models import Attempt
from quizzes.questions import posted_fields

SESSION_KEY = "kept_answer"
LONGEST = 8_000
SECONDS = 12 * 60 * 60
signer = Signer(salt="quizzes.attempt-owner")


def owner_token(attempt: Attempt) -> str:
    """What a form carries to say whose attempt it was made for; signed, so that no other site can plant an answer."""
    return signer.sign(f"{attempt.pk}:{attempt.enrolment.user_id}")


def keep(request: HttpRequest) -> bool:
    """Keep the posted answer of a question's form; False where this is not one of our forms."""
    try:
        owner = signer.unsign(request.POST.get("owner", ""))
    except BadSignature:
        return False
    fields = {name: values[:50] for name, values in posted_fields(request.POST).items()}
    if sum(len(text) for texts in fields.values() for text in texts) > LONGEST:
        return False
    request.session[SESSION_KEY] = {"owner": owner, "path": request.path, "fields": fields, "at": time.time()}
    return True


def kept_for(request: HttpRequest, attempt: Attempt) -> dict[str, list[str]] | None:
    """The kept fields, if they are this person's, for this page, and of the last hours. They stay until ``forget``."""
    kept: dict[str, Any] | None = request.session.get(SESSION_KEY)
    if not kept or kept["path"] != request.path:
        return None
    if kept["owner"] != f"{attempt.pk}:{attempt.enrolment.user_id}" or time.time() - kept["at"] > SECONDS:
        forget(request)
        return None
    fields: dict[str, list[str]] = kept["fields"]
    return fields


def forget(request: HttpRequest) -> None:
    """The kept answer was saved, or is nobody's here."""
    request.session.pop(SESSION_KEY, None)


def keep_from_old_form(request: HttpRequest) -> HttpResponse | None:
    """For a form whose token is older than the last sign-in: keep the answer and show the question again."""
    if request.method == "POST" and request.user.is_authenticated and keep(request):
        return redirect(request.path)
    return None
