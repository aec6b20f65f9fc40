"""The pages on which learners write notes, and find them again. Each is for its writer alone."""

import uuid
from collections.abc import Mapping
from itertools import chain
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.signed_out import lead_to_sign_in
from course.models import Enrolment, Note, Passage
from course.models.note import NoteQuerySet
from course.notes import kept_notes, saving
from course.notes.forms import NoteForm
from course.notes.listing import as_markdown, by_unit, notes_in_order
from course.reading.readers import own_enrolment

NOTES_A_PAGE = 100


@require_safe
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """List what the learner keeps in a course, in the order of its lessons."""
    enrolment = own_enrolment(request, slug)
    page = Paginator(notes_in_order(enrolment), NOTES_A_PAGE).get_page(request.GET.get("page"))
    context = _page_context(enrolment) | {
        "page": page,
        "groups": list(by_unit(enrolment, page.object_list)),
    }
    return render(request, "course/notes/notes.html", context)


@require_safe
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """Send all notes of the learner as a Markdown file."""
    enrolment = own_enrolment(request, slug)
    response = HttpResponse(as_markdown(enrolment), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="notes-{slug}.md"'
    return response


@require_safe
def new_note(request: HttpRequest, slug: str, key: str, passage: str) -> HttpResponse:
    """Show the form for a note on a passage, or for a bookmark there."""
    enrolment = own_enrolment(request, slug)
    initial = {"unit": key, "passage": passage, "seen": 0}
    if _passage_of(enrolment, initial) is None:
        raise Http404
    return _form_page(request, enrolment, uuid.uuid4(), NoteForm(initial=initial))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, slug: str, note_key: uuid.UUID) -> HttpResponse:
    """Show a note in its form, or save it. Without a session it is kept until the next sign-in."""
    if not request.user.is_authenticated:
        return _ask_to_sign_in(request, slug)

    enrolment = own_enrolment(request, slug)
    if request.method == "POST":
        return _save(request, enrolment, note_key)

    kept = kept_notes.kept_for(request)
    if kept:
        return _form_page(request, enrolment, note_key, NoteForm(kept), was_kept=True)

    saved = get_object_or_404(_own_notes(enrolment), key=note_key)
    form = NoteForm(initial=_fields_of(saved, request.GET.get("back", "")))
    return _form_page(request, enrolment, note_key, form)


def _ask_to_sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a posted note, and lead to the sign-in page and from there back to the note."""
    if request.method != "POST":
        return redirect_to_login(request.path)
    if kept_notes.keep(request):
        return lead_to_sign_in(request, request.path)
    # A new note that is not kept has no page to come back to.
    return redirect_to_login(reverse("course:notes", args=[slug]))


def _fields_of(note: Note, back: str) -> dict[str, object]:
    """Return what the form of a saved note holds. back: where it leads after a save."""
    return {
        "unit": note.unit_key,
        "passage": note.passage_key,
        "words": "" if note.start is None else note.words,
        "start": note.start,
        "seen": note.version,
        "back": back,
        "text": note.text,
    }


@require_POST
def delete_note(request: HttpRequest, slug: str, note_key: uuid.UUID) -> HttpResponse:
    """Delete a note, unless it was changed since its writer saw it."""
    enrolment = own_enrolment(request, slug)
    saved = _own_notes(enrolment).filter(key=note_key).first()
    if saved and not _delete_as_seen(enrolment, saved, request.GET.get("seen", "")):
        return _refuse_to_delete(request, saved)
    if _wants_json(request):
        return JsonResponse({"notes": []})

    messages.success(request, _("Deleted."))
    if saved and request.GET.get("back") == "lesson":
        lesson = _lesson_address(enrolment, saved)
        return redirect(f"{lesson}#{saved.passage_key}")
    return redirect("course:notes", slug)


def _refuse_to_delete(request: HttpRequest, note: Note) -> HttpResponse:
    """Lead back to a note that was changed since its writer saw it, and say so."""
    messages.error(
        request,
        _("Not deleted: this note was changed on another device. Read it once more first."),
    )
    return redirect(note)


def _delete_as_seen(enrolment: Enrolment, note: Note, seen: str) -> bool:
    """Delete a note if ``seen`` is its version in digits; return False if it stays."""
    if not seen.isdecimal():
        return False
    version = int(seen[:9])  # more digits than any version has would not fit the column
    return saving.delete(enrolment, note.key, version)


def _save(request: HttpRequest, enrolment: Enrolment, key: uuid.UUID) -> HttpResponse:
    """Save the posted form, or show it again with all that was typed and what is wrong."""
    form = NoteForm(request.POST)
    saved = _save_form(form, enrolment, key)
    if saved:
        kept_notes.forget(request)
        back = form.cleaned_data["back"]
        return _show_saved(request, enrolment, saved, back)

    if _wants_json(request):
        mistakes = chain.from_iterable(form.errors.values())
        return JsonResponse({"error": " ".join(map(str, mistakes))}, status=422)
    if not {"unit", "passage"}.isdisjoint(form.errors):
        raise BadRequest("a form without the place that its note is about")
    return _form_page(request, enrolment, key, form)


def _save_form(form: NoteForm, enrolment: Enrolment, key: uuid.UUID) -> saving.Saved | None:
    """Save the note of a form; return None if it cannot be, with the reason on the form."""
    if not form.is_valid():
        return None
    try:
        return saving.save(enrolment, key, _draft(form))
    except saving.UnknownPassageError as error:
        raise Http404 from error
    except saving.UnmarkableError:
        form.add_error(None, _("These words cannot be marked. Choose words of one paragraph."))
    except saving.TooManyNotesError:
        form.add_error(None, _("You keep 5,000 notes in this course. Delete some first."))
    return None


def _draft(form: NoteForm) -> saving.Draft:
    values = form.cleaned_data
    return saving.Draft(
        unit_key=values["unit"],
        passage_key=values["passage"],
        words=values["words"],
        start=values["start"] or 0,
        text=values["text"],
        seen=values["seen"] or 0,
    )


def _show_saved(
    request: HttpRequest, enrolment: Enrolment, saved: saving.Saved, back: int | None
) -> HttpResponse:
    """Answer with the saved notes to a script; lead others to where they stand.

    back: the page of the list of notes that the form was opened from, or None.
    """
    told = _told(saved)
    if _wants_json(request):
        notes = [_note_for_script(note, enrolment) for note in saved.notes]
        return JsonResponse({"notes": notes, "told": told})

    messages.success(request, told)
    page = _address_of_page(enrolment, saved.note, back)
    return redirect(f"{page}#note-{saved.note.key}")


def _address_of_page(enrolment: Enrolment, note: Note, back: int | None) -> str:
    """Return the page to go on with after a save: the lesson, or the list of notes."""
    if back or note.is_lost:
        address = reverse("course:notes", args=[enrolment.course.slug])
        return f"{address}?page={back or 1}"
    return _lesson_address(enrolment, note)


def _told(saved: saving.Saved) -> str:
    """Return what the learner is told after a save."""
    if saved.beside is None:
        return _("Saved.")
    return _(
        "This note was changed on another device meanwhile."
        " Both texts are kept, as two notes. Delete the one that you do not need."
    )


def _lesson_address(enrolment: Enrolment, note: Note) -> str:
    return reverse("course:unit", args=[enrolment.course.slug, note.unit_key])


def _note_for_script(note: Note, enrolment: Enrolment) -> dict[str, str]:
    """Return what a script puts under the passage."""
    html = render_to_string(
        "course/notes/own_note.html", {"note": note, "course": enrolment.course}
    )
    return {"key": str(note.key), "passage": note.passage_key, "html": html}


def _own_notes(enrolment: Enrolment) -> NoteQuerySet:
    assert enrolment.user is not None
    return Note.objects.of(enrolment.user, enrolment.course)


def _form_page(
    request: HttpRequest,
    enrolment: Enrolment,
    key: uuid.UUID,
    form: NoteForm,
    *,
    was_kept: bool = False,
) -> HttpResponse:
    """Show the form of a note, with what it is about."""
    form.initial["writer"] = kept_notes.writer_token(cast(User, request.user))
    context = _page_context(enrolment) | {
        "form": form,
        "key": key,
        "note": _own_notes(enrolment).filter(key=key).first(),
        "passage": _passage_of(enrolment, form.data or form.initial),
        "was_kept": was_kept,
    }
    return render(request, "course/notes/form_page.html", context)


def _passage_of(enrolment: Enrolment, fields: Mapping[str, object]) -> Passage | None:
    """Return the passage that a form names, if the learner's edition has it."""
    passages = Passage.objects.exclude(kind=Passage.FOOTNOTES).filter(
        unit__edition=enrolment.edition_id,
        unit__key=fields.get("unit", ""),
        key=fields.get("passage", ""),
    )
    return passages.select_related("unit__edition__course").first()


def _page_context(enrolment: Enrolment) -> dict[str, object]:
    return {
        "course": enrolment.course,
        "edition": enrolment.edition,
        "enrolment": enrolment,
    }


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
