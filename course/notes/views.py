"""The pages on which learners write notes, and find them again. Each is for its writer alone."""

import uuid
from collections.abc import Mapping
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
    shown = _passage_of(enrolment, initial)
    if shown is None:
        raise Http404
    return _form_page(request, enrolment, uuid.uuid4(), NoteForm(initial=initial))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, slug: str, note_key: uuid.UUID) -> HttpResponse:
    """Show a note in its form, or save it. Without a session it is kept until the next sign-in."""
    if not request.user.is_authenticated:
        is_lost = request.method == "POST" and not kept_notes.keep(request)
        # A new note that is not kept has no page to come back to.
        return redirect_to_login(reverse("course:notes", args=[slug]) if is_lost else request.path)
    enrolment = own_enrolment(request, slug)
    if request.method == "POST":
        return _save(request, enrolment, note_key)
    kept = kept_notes.kept_for(request)
    if kept:
        return _form_page(request, enrolment, note_key, NoteForm(kept), was_kept=True)
    saved = get_object_or_404(_own_notes(enrolment), key=note_key)
    initial = {
        "unit": saved.unit_key,
        "passage": saved.passage_key,
        "words": "" if saved.start is None else saved.words,
        "start": saved.start,
        "seen": saved.version,
        "back": request.GET.get("back", ""),
        "text": saved.text,
    }
    return _form_page(request, enrolment, note_key, NoteForm(initial=initial))


@require_POST
def delete_note(request: HttpRequest, slug: str, note_key: uuid.UUID) -> HttpResponse:
    """Delete a note, unless it was changed since its writer saw it."""
    enrolment = own_enrolment(request, slug)
    saved = _own_notes(enrolment).filter(key=note_key).first()
    seen = request.GET.get("seen", "")
    if saved and not (seen.isdecimal() and saving.delete(enrolment, note_key, int(seen[:9]))):
        messages.error(
            request,
            _("Not deleted: this note was changed on another device. Read it once more first."),
        )
        return redirect(saved)
    if _wants_json(request):
        return JsonResponse({"notes": []})
    messages.success(request, _("Deleted."))
    if saved and request.GET.get("back") == "lesson":
        return redirect(f"{_lesson_address(enrolment, saved)}#{saved.passage_key}")
    return redirect("course:notes", slug)


def _save(request: HttpRequest, enrolment: Enrolment, key: uuid.UUID) -> HttpResponse:
    """Save the posted form, or show it again with all that was typed and what is wrong."""
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            saved = saving.save(enrolment, key, _draft(form))
        except saving.UnknownPassageError as error:
            raise Http404 from error
        except saving.UnmarkableError:
            form.add_error(None, _("These words cannot be marked. Choose words of one paragraph."))
        except saving.TooManyNotesError:
            form.add_error(None, _("You keep 5,000 notes in this course. Delete some first."))
        else:
            kept_notes.forget(request)
            return _saved(request, enrolment, saved, form.cleaned_data["back"])
    if _wants_json(request):
        errors = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"error": " ".join(errors)}, status=422)
    if not {"unit", "passage"}.isdisjoint(form.errors):
        raise BadRequest("a form without the place that its note is about")
    return _form_page(request, enrolment, key, form)


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


def _saved(
    request: HttpRequest, enrolment: Enrolment, saved: saving.Saved, back: int | None
) -> HttpResponse:
    """Answer with the saved notes to a script; lead others to where they stand."""
    shown = [saved.beside, saved.note] if saved.beside else [saved.note]
    told = _("Saved.")
    if saved.beside:
        told = _(
            "This note was changed on another device meanwhile."
            " Both texts are kept, as two notes. Delete the one that you do not need."
        )
    if _wants_json(request):
        notes = [_note_for_script(note, enrolment) for note in shown]
        return JsonResponse({"notes": notes, "told": told})
    messages.success(request, told)
    place = f"note-{saved.note.key}"
    if back or saved.note.is_lost:
        address = reverse("course:notes", args=[enrolment.course.slug])
        return redirect(f"{address}?page={back or 1}#{place}")
    return redirect(f"{_lesson_address(enrolment, saved.note)}#{place}")


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
