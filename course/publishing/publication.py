"""Publish a course folder that was read without mistakes as the next edition, whole or nothing.

Learners cannot save while the rows are written, so everything else is done before.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from course.corrections import notices
from course.models import Asset, Course, Edition
from course.publishing.kept_sources import keep_missing_source, store_source
from course.publishing.prepared import PreparedEdition, PublicationRefusedError
from course.publishing.preparing import prepare
from course.signals import edition_built
from course.source import CourseSource

logger = logging.getLogger(__name__)


class OvertakenError(PublicationRefusedError):
    """Another edition was published after this one was prepared; it must be prepared again."""


def publish(
    source: CourseSource, *, by: User | None = None, at: datetime | None = None
) -> Edition | None:
    """Publish ``source`` as the next edition, or return None if it was published before.

    Raises PublicationRefusedError.
    """
    while prepared := prepare(source):
        try:
            return publish_prepared(prepared, by=by, at=at)
        except OvertakenError:
            continue
    keep_missing_source(source)
    return None


def publish_prepared(
    prepared: PreparedEdition,
    *,
    by: User | None = None,
    at: datetime | None = None,
    record: Callable[[Edition], object] | None = None,
) -> Edition:
    """Write a prepared edition in one transaction, and return it.

    record: is called in the transaction, to write down where the edition came from.
    If it raises, or a receiver of ``edition_built``, all of it is undone.
    Raises OvertakenError if another edition was published meanwhile, UnexplainedChangesError if
    changes.yaml does not explain what it has to.
    """
    prepared.check_changes()
    # Files know no transaction. After a failure they stay, under the hash of their bytes, and the
    # next try uses them.
    _store_assets(prepared.source)
    store_source(prepared.source)
    with transaction.atomic():
        course = _get_and_lock(prepared.source.slug)
        # Only if no edition came in between, what was checked before the lock still holds: the
        # digest is new, and no earlier edition made the same safety correction.
        if course.current_edition != prepared.old:
            raise OvertakenError(
                "Another edition was published at the same moment. Look at it, and publish again."
            )
        edition = prepared.write(course, by=by, at=at or timezone.now())
        edition_built.send(Edition, edition=edition)
        if prepared.old:
            notices.announce(edition)
        if record:
            record(edition)
        text = f"edition published course={course.slug} number={edition.number}"
        transaction.on_commit(lambda: logger.info(text))
    return edition


def _get_and_lock(slug: str) -> Course:
    """Return the course, made if it is new; nobody else publishes it until the transaction ends."""
    course, _made = Course.objects.get_or_create(slug=slug)
    return Course.objects.select_for_update().get(pk=course.pk)


def _store_assets(source: CourseSource) -> None:
    for asset in source.assets.values():
        name = Asset(sha256=asset.sha256, suffix=asset.suffix).storage_name
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(asset.data))
