"""What becomes of enrolments and notes when two accounts of one person are joined."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import AccountJoin, User
from course.models import DueDateExtension, Enrolment, Note, ReminderStop

# Stays on record, so it is not translated.
ENDED_BECAUSE = "Joined with another account of the same person, which is further on."


def settle(joined: AccountJoin) -> QuerySet[Enrolment]:
    """End the enrolment that is less far on in each course of both; return what moves: all.

    Nothing is mixed: completions, attempts and certificates stay with their enrolment.
    """
    # Whoever else writes to one of them waits.
    list(_of_both(joined).select_for_update().order_by("pk"))
    own = _open_by_course(joined.kept)
    others = _open_by_course(joined.ended)
    for course_id in own.keys() & others.keys():
        ended = _less_far(own[course_id], others[course_id])
        stored = Enrolment.objects.filter(pk=ended.pk)
        stored.update(ended_at=joined.joined_at, ended_because=ENDED_BECAUSE)
    return Enrolment.objects.filter(user=joined.ended)


def put_back(joined: AccountJoin) -> None:
    """Let the enrolments that the join ended go on, where nothing was begun since."""
    ended_by_join = _of_both(joined).filter(
        ended_at=joined.joined_at,
        ended_because=ENDED_BECAUSE,
    )
    for enrolment in ended_by_join:
        active = Enrolment.objects.active().filter(user=enrolment.user)
        if active.filter(course=enrolment.course_id).exists():
            continue
        stored = Enrolment.objects.filter(pk=enrolment.pk)
        stored.update(ended_at=None, ended_because="")


def _of_both(joined: AccountJoin) -> QuerySet[Enrolment]:
    """Return the enrolments of both accounts."""
    both = [joined.kept, joined.ended]
    return Enrolment.objects.filter(user__in=both)


def _open_by_course(user: User) -> dict[int, Enrolment]:
    """Return the open enrolments of a person with their progress, by the key of the course."""
    active = Enrolment.objects.active().filter(user=user)
    return {each.course_id: each for each in active.with_progress()}


def _less_far(own: Enrolment, other: Enrolment) -> Enrolment:
    """Return the enrolment that is less far on; of two that are as far, the other one."""
    is_other_ahead = _how_far(other) > _how_far(own)
    return own if is_other_ahead else other


def _how_far(enrolment: Enrolment) -> tuple[bool, int, datetime]:
    """Return what compares two enrolments: completed, units done, then the later one."""
    done_count: int = enrolment.done_count  # type: ignore[attr-defined]
    latest = enrolment.completed_at or enrolment.started_at
    return enrolment.completed_at is not None, done_count, latest


def notes_to_move(joined: AccountJoin) -> QuerySet[Note]:
    """Return the notes that move: all but those that the account that stays has as well."""
    own = Note.objects.filter(user=joined.kept)
    notes = Note.objects.filter(user=joined.ended)
    same_place = own.bookmarks().filter(
        edition=OuterRef("edition"),
        unit_key=OuterRef("unit_key"),
        passage_key=OuterRef("passage_key"),
    )
    doubles = notes.bookmarks().filter(Exists(same_place))
    same_form = notes.filter(key__in=own.values("key"))
    without_doubles = notes.exclude(pk__in=doubles.values("pk"))
    return without_doubles.exclude(pk__in=same_form.values("pk"))


def extensions_to_move(joined: AccountJoin) -> QuerySet[DueDateExtension]:
    """Return the later last days that move: the account that stays keeps its own."""
    own = DueDateExtension.objects.filter(user=joined.kept)
    theirs = DueDateExtension.objects.filter(user=joined.ended)
    return theirs.exclude(group_course__in=own.values("group_course"))


def stops_to_move(joined: AccountJoin) -> QuerySet[ReminderStop]:
    """Return the wishes for no more reminders that move: all but those of both accounts."""
    own = ReminderStop.objects.filter(user=joined.kept)
    theirs = ReminderStop.objects.filter(user=joined.ended)
    return theirs.exclude(group_course__in=own.values("group_course"))
