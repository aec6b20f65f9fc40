"""Make a learner's own notes a PDF: asked for on a page, made by the worker, kept for a week."""

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from certificates import notes_printing
from certificates.models import NotesFile
from certificates.models.notes_file import NotesFileQuerySet
from certificates.notes_printing import PrintedNotes
from course.models import Enrolment, Note
from course.notes.listing import notes_in_order

logger = logging.getLogger(__name__)
MAX_LETTERS = 200_000  # of all notes together: some sixty pages
KEPT_FOR = timedelta(days=7)


class NoNotesError(Exception):
    """There is nothing to print."""


class TooLongError(Exception):
    """The notes are longer than a file holds."""


def ask(enrolment: Enrolment) -> None:
    """Have the worker make the file anew, unless it is being made. Safe to repeat.

    Raises NoNotesError, and TooLongError if the notes have more than MAX_LETTERS.
    """
    _check(notes_in_order(enrolment))
    with transaction.atomic():
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if NotesFile.objects.waiting().filter(enrolment=enrolment).exists():
            return
        file, _is_new = NotesFile.objects.update_or_create(
            enrolment=enrolment,
            defaults={"asked_at": timezone.now()},
        )
    make_by_id.enqueue(file.pk)


def _check(notes: Sequence[Note]) -> None:
    """Raise an error if these notes cannot be printed."""
    if not notes:
        raise NoNotesError
    if is_too_long(notes):
        raise TooLongError


def is_too_long(notes: Sequence[Note]) -> bool:
    """Return whether these notes are more than a file holds."""
    letters = sum(len(note.words) + len(note.text) for note in notes)
    return letters > MAX_LETTERS


@task
def make_by_id(file_id: int) -> None:
    """Make the file that was asked for, in a worker. Safe to repeat."""
    file = _waiting_file(file_id)
    if file is None:
        return
    read_at = timezone.now()
    notes = notes_in_order(file.enrolment)
    try:
        _check(notes)
    except (NoNotesError, TooLongError):
        # They were deleted, or more were written, since the learner asked: a file would mislead.
        delete(NotesFile.objects.filter(pk=file_id))
        return
    printed = notes_printing.render(file.enrolment, notes, read_at)
    name = default_storage.save(f"notes/{uuid.uuid4()}.pdf", ContentFile(printed.pdf))
    _keep(file_id, name, printed, read_at)


def _waiting_file(file_id: int) -> NotesFile | None:
    """Return the file with its enrolment; None if it is made, or its learner was erased."""
    waiting = NotesFile.objects.waiting().exclude(enrolment__user=None)
    rows = waiting.select_related("enrolment__user", "enrolment__course", "enrolment__edition")
    return rows.filter(pk=file_id).first()


def _keep(file_id: int, name: str, printed: PrintedNotes, read_at: datetime) -> None:
    """Put a new file in the place of the old one; drop it if its learner was erased meanwhile."""
    with transaction.atomic():
        file = NotesFile.objects.select_for_update().filter(pk=file_id).first()
        unused = name
        if file is not None:
            unused = file.storage_name
            file.storage_name, file.made_at = name, read_at
            file.pages, file.size = printed.pages, len(printed.pdf)
            file.has_replaced = printed.has_replaced
            file.save()
    if unused:
        default_storage.delete(unused)
    logger.info("notes file made id=%s pages=%s", file_id, printed.pages)


def make_missing() -> int:
    """Enqueue what was asked for and not made; return how many."""
    # The worker may be at it just now: then the second one finds nothing to do, or makes it again.
    waiting = list(NotesFile.objects.waiting().values_list("pk", flat=True))
    for file_id in waiting:
        make_by_id.enqueue(file_id)
    return len(waiting)


def forget_old() -> None:
    """Delete the files that were asked for more than a week ago."""
    delete(NotesFile.objects.filter(asked_at__lt=timezone.now() - KEPT_FOR))


def delete(files: NotesFileQuerySet) -> None:
    """Delete these rows, and their files once that is committed."""
    with transaction.atomic():
        names = [file.storage_name for file in files.select_for_update(of=("self",))]
        files.delete()
        transaction.on_commit(lambda: _delete_stored(names))


def _delete_stored(names: Sequence[str]) -> None:
    for name in filter(None, names):
        default_storage.delete(name)
