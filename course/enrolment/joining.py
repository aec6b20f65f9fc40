"""What becomes of enrolments and notes when two accounts of one person are joined."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from course.models import DueDateExtension, Enrolment, Note, ReminderStop

# Stays on record, so it is not translated.
ENDED_BECAUSE = "Joined with another account of the same person, which is further on."


def settle(kept: User, ended: User, at: datetime) -> QuerySet[Enrolment]:
    """End the enrolment that is less far on in each course of both; return what moves: all.

    Nothing is mixed: completions, attempts and certificates stay with their enrolment.
    """
    # Whoever else writes to one of them waits.
    list(Enrolment.objects.select_for_update().filter(user__in=[kept, ended]).order_by("pk"))
    open_ones = Enrolment.objects.active().with_progress()
    of_kept = {each.course_id: each for each in open_ones.filter(user=kept)}
    for other in open_ones.filter(user=ended):
        own = of_kept.get(other.course_id)
        if own:
            _end_one(own, other, at)
    return Enrolment.objects.filter(user=ended)


def _end_one(own: Enrolment, other: Enrolment, at: datetime) -> None:
    """End the one that is less far on; of two that are as far, the other account's."""
    ended = own if _how_far(other) > _how_far(own) else other
    stored = Enrolment.objects.filter(pk=ended.pk)
    stored.update(ended_at=at, ended_because=ENDED_BECAUSE)


def _how_far(enrolment: Enrolment) -> tuple[bool, int, datetime]:
    """Return what compares two enrolments: completed, units done, then the later one."""
    done_count: int = enrolment.done_count  # type: ignore[attr-defined]
    latest = enrolment.completed_at or enrolment.started_at
    return enrolment.completed_at is not None, done_count, latest


def put_back(kept: User, ended: User, at: datetime) -> None:
    """Let the enrolments that a join ended go on, where nothing was begun since."""
    theirs = Enrolment.objects.filter(user__in=[kept, ended])
    for enrolment in theirs.filter(ended_at=at, ended_because=ENDED_BECAUSE):
        same = Enrolment.objects.active().filter(user=enrolment.user_id, course=enrolment.course_id)
        if not same.exists():
            Enrolment.objects.filter(pk=enrolment.pk).update(ended_at=None, ended_because="")


def notes_to_move(kept: User, ended: User, at: datetime) -> QuerySet[Note]:
    """Return the notes that move: all but those that the other account has as well."""
    of_kept = Note.objects.filter(user=kept)
    same_place = of_kept.bookmarks().filter(
        edition=OuterRef("edition"),
        unit_key=OuterRef("unit_key"),
        passage_key=OuterRef("passage_key"),
    )
    notes = Note.objects.filter(user=ended)
    doubles = notes.bookmarks().filter(Exists(same_place))
    same_form = notes.filter(key__in=of_kept.values("key"))
    return notes.exclude(pk__in=doubles.values("pk")).exclude(pk__in=same_form.values("pk"))


def extensions_to_move(kept: User, ended: User, at: datetime) -> QuerySet[DueDateExtension]:
    """Return the later last days that move: the account that stays keeps its own."""
    own = DueDateExtension.objects.filter(user=kept)
    theirs = DueDateExtension.objects.filter(user=ended)
    return theirs.exclude(group_course__in=own.values("group_course"))


def stops_to_move(kept: User, ended: User, at: datetime) -> QuerySet[ReminderStop]:
    """Return the wishes for no more reminders that move: all but those of both accounts."""
    own = ReminderStop.objects.filter(user=kept)
    theirs = ReminderStop.objects.filter(user=ended)
    return theirs.exclude(group_course__in=own.values("group_course"))
