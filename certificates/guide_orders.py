"""Have the guides made by a worker: each once after a change, and never while a reader waits."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task

from certificates import guides
from certificates.models import GuideFile, GuideOrder
from course.models import Edition

# An order that no worker has begun by then was lost, and is given again.
LONGEST_WAIT = timedelta(minutes=10)
# A worker that began so long ago is dead.
LONGEST_MAKING = timedelta(minutes=30)


def guide_to_send(edition: Edition) -> tuple[GuideFile, bytes] | None:
    """Return the guide with its bytes: the one with today's stamp, else the last one made.

    Has a worker make the one with today's stamp if it is missing. None if there is no guide yet.
    """
    todays = guides.files_with(guides.stamp_of(edition), edition)
    if sound := _first_sound(todays):
        return sound
    ask(edition)
    # Without a queue, as under ``make run``, it was made just now.
    newest_first = GuideFile.objects.filter(edition=edition).order_by("-made_at")
    return _first_sound(todays.all()) or _first_sound(newest_first)


def _first_sound(files: QuerySet[GuideFile]) -> tuple[GuideFile, bytes] | None:
    """Return the first of these guides whose stored file is as it was made, with its bytes."""
    for guide in files:
        pdf = guides.read(guide)
        if pdf is not None:
            return guide, pdf
    return None


def ask(edition: Edition) -> None:
    """Have a worker make the guide of this edition, unless one was asked to. Safe to repeat."""
    now = timezone.now()
    is_new = _add_order(edition, now)
    lost = GuideOrder.objects.filter(edition=edition, asked_at__lt=now - LONGEST_WAIT)
    if is_new or lost.update(asked_at=now):
        make_by_id.enqueue(edition.pk)


def make_missing() -> int:
    """Have the missing guides of the newest editions made; return how many.

    The guide of an older edition is made once a reader asks for it.
    """
    newest: dict[int, Edition] = {}
    for edition in Edition.objects.order_by("course", "number"):
        newest[edition.course_id] = edition

    missing = [edition for edition in newest.values() if not guides.is_made(edition)]
    for edition in missing:
        ask(edition)
    return len(missing)


@task
def make_by_id(edition_id: int) -> None:
    """Make the guide of this edition, in a worker, unless another one is at it."""
    edition = Edition.objects.select_related("course").filter(pk=edition_id).first()
    if edition is None or not _begin(edition):
        return
    try:
        guides.guide_of(edition)
    finally:
        GuideOrder.objects.filter(edition=edition).delete()
    if not guides.is_made(edition):
        # What is printed on it was changed while it was made.
        ask(edition)


def _begin(edition: Edition) -> bool:
    """Take the order of this edition; return False if another worker has it."""
    now = timezone.now()
    _add_order(edition, now)
    is_free = Q(started_at=None) | Q(started_at__lt=now - LONGEST_MAKING)
    # The conditional UPDATE lets only one of several workers take it.
    free = GuideOrder.objects.filter(is_free, edition=edition)
    return bool(free.update(started_at=now))


def _add_order(edition: Edition, now: datetime) -> bool:
    """Add the order of this edition if there is none; return whether it is new."""
    _order, is_new = GuideOrder.objects.get_or_create(
        edition=edition,
        defaults={"asked_at": now},
    )
    return is_new
