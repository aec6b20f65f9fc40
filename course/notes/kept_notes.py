"""Keep a note that was sent without a session, until its writer has signed in again."""

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User
from course.notes.forms import MAX_LETTERS, MAX_MARKED_LETTERS

SESSION_KEY = "kept_note"
MAX_KEPT_CHARACTERS = MAX_LETTERS + MAX_MARKED_LETTERS + 1_000
KEPT_FIELDS = ("writer", "unit", "passage", "words", "start", "seen", "back", "text")
signer = Signer(salt="course.notes.writer")


def writer_token(user: User) -> str:
    """Return the signed text by which a form says for whom it was made."""
    # Signed, so that no other site can plant a note.
    return signer.sign(str(user.pk))


def keep(request: HttpRequest) -> bool:
    """Keep the posted note; return False if it is too long or the form is not one of ours."""
    try:
        writer = signer.unsign(request.POST.get("writer", ""))
    except BadSignature:
        return False
    fields = {name: request.POST.get(name, "") for name in KEPT_FIELDS}
    characters = "".join(fields.values())
    if len(characters) > MAX_KEPT_CHARACTERS:
        return False
    request.session[SESSION_KEY] = {
        "writer": writer,
        "path": request.path,
        "fields": fields,
    }
    return True


def kept_for(request: HttpRequest) -> dict[str, str] | None:
    """Return the fields kept for this person and page; they stay until ``forget``."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["path"] != request.path:
        return None
    if kept["writer"] != str(request.user.pk):
        forget(request)
        return None
    fields: dict[str, str] = kept["fields"]
    return fields


def forget(request: HttpRequest) -> None:
    """Delete the note kept for this page. Safe to repeat."""
    kept = request.session.get(SESSION_KEY)
    if kept and kept["path"] == request.path:
        del request.session[SESSION_KEY]


def keep_from_old_form(request: HttpRequest) -> HttpResponse | None:
    """Keep the note of a form older than the last sign-in; redirect to its page.

    Returns None if there is no such note.
    """
    if request.method == "POST" and request.user.is_authenticated and keep(request):
        return redirect(request.path)
    return None
