"""Ask for a PDF of one's own notes, and download it. Each is for its writer alone."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates import notes_files
from certificates.models import NotesFile
from course.models import Enrolment
from course.reading.readers import own_enrolment

RATES = {"make": "10/1h/user"}


@require_POST
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the PDF made, and go back to the notes, which say how far it is."""
    enrolment = own_enrolment(request, slug)
    if ratelimit.consume(request, app="notes_files", action="make", config=RATES) is None:
        messages.error(request, _("You have asked for 10 PDFs in an hour. Try again in an hour."))
        return _to_notes(slug)
    try:
        notes_files.ask(enrolment)
    except notes_files.NoNotesError:
        messages.error(request, _("There are no notes to print yet."))
    except notes_files.TooLongError:
        messages.error(
            request,
            _("Your notes are too long for a PDF. Download them as text: that has all of them."),
        )
    return _to_notes(slug)


@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send the PDF; where there is none, go to the notes, which say why."""
    enrolment = own_enrolment(request, slug)
    file = NotesFile.objects.filter(enrolment=enrolment).exclude(made_at=None).first()
    if file is None or not default_storage.exists(file.storage_name):
        messages.info(request, _("There is no PDF of your notes now. Make a new one."))
        return _to_notes(slug)
    return _send(file, enrolment)


def _send(file: NotesFile, enrolment: Enrolment) -> FileResponse:
    """Send a file that no cache may keep."""
    response = FileResponse(
        default_storage.open(file.storage_name),
        as_attachment=True,
        filename=f"notes-{enrolment.course.slug}.pdf",
        content_type="application/pdf",
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _to_notes(slug: str) -> HttpResponse:
    return redirect(reverse("course:notes", args=[slug]) + "#notes-pdf")
