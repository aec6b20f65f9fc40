"""Publish an upload in a worker: exactly the files that were checked, or nothing."""

import logging
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.audit import record
from accounts.models import User
from course.models import Edition, Upload
from course.publishing import (
    OvertakenError,
    PublicationRefusedError,
    facts_to_review,
    prepare,
    publish_prepared,
)
from course.source import CourseSource, SourceError, read_course_files
from course.uploads.kept_files import FilesLostError, files_of

logger = logging.getLogger(__name__)
# What is uploaded holds the answers to all questions: only those who publish may see it.
PERMISSIONS = ("course.view_editions", "course.publish_edition")


def ask(upload: Upload, by: User, *, accepts_overdue: bool) -> bool:
    """Ask for the publication; return False if somebody did before, or a check was begun."""
    # One conditional UPDATE: of two clicks, or two editors, the first counts.
    waiting = Upload.objects.filter(
        pk=upload.pk, publication_asked_at=None, checked_at=upload.checked_at, refused=""
    )
    asked = waiting.update(
        publication_asked_by=by,
        publication_asked_at=timezone.now(),
        accepts_overdue=accepts_overdue,
    )
    return bool(asked)


@task
def publish_by_id(upload_id: int) -> None:
    """Publish an upload of which that was asked; safe to repeat."""
    uploads = Upload.objects.to_publish().select_related("publication_asked_by", "compared_with")
    upload = uploads.filter(pk=upload_id).first()
    if upload is None:
        return
    try:
        _publish(upload)
    except (PublicationRefusedError, SourceError, FilesLostError) as error:
        _refuse(upload, str(error))


def _publish(upload: Upload) -> None:
    """Publish the files of an upload, if they are still what its page said.

    Raises PublicationRefusedError, SourceError or FilesLostError.
    """
    by = upload.publication_asked_by
    if by is None:
        raise PublicationRefusedError(
            _("The account of whoever asked for it was deleted. Ask for it again.")
        )
    if not (by.is_staff and by.has_perms(PERMISSIONS)):
        raise PublicationRefusedError(
            _("Whoever asked for it may no longer publish. Ask for it again.")
        )
    source = read_course_files(files_of(upload))
    prepared = prepare(source)
    if prepared is None:
        raise PublicationRefusedError(
            _("Nothing has changed: the same folder was published before.")
        )
    if prepared.old != upload.compared_with:
        raise OvertakenError(
            _(
                "Another edition was published since this was checked. Nothing was published."
                " Check it again, and look at what it changes now."
            )
        )
    _check_overdue(upload, source)
    publish_prepared(prepared, by=by, record=partial(_record, upload, by))


def _check_overdue(upload: Upload, source: CourseSource) -> None:
    """Refuse overdue facts that whoever publishes did not accept."""
    # What can hurt somebody does not wait until a fact is checked again.
    if upload.accepts_overdue or source.safety_text:
        return
    overdue = facts_to_review(source, timezone.localdate())
    if overdue:
        tags = ", ".join(fact.tag for fact in overdue)
        raise PublicationRefusedError(
            _(
                "Facts are past their review date: %s."
                " Check it again, and accept that or review them."
            )
            % tags
        )


def _record(upload: Upload, by: User, edition: Edition) -> None:
    """Write down, in the transaction of the publication, that the edition came from the upload."""
    Upload.objects.filter(pk=upload.pk).update(edition=edition)
    text = f"{edition.course.slug}, edition {edition.number}, from upload {upload.pk}"
    record(by, "edition.published", edition, text)


def _refuse(upload: Upload, because: str) -> None:
    """Take the request back and keep the reason, unless it was published meanwhile."""
    refused = (
        Upload.objects.to_publish()
        .filter(pk=upload.pk)
        .update(
            refused=because,
            publication_asked_at=None,
            publication_asked_by=None,
            accepts_overdue=False,
        )
    )
    if refused:
        logger.info("upload refused upload=%s", upload.pk)
