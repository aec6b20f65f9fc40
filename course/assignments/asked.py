"""Say which courses the groups of a learner ask them to take, and by when. One query."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from accounts.compiled_queries import CompiledQuery
from accounts.models import LearnerGroup, User
from course.assignments.standing import today_of
from course.models import Course, Edition, Enrolment, GroupCourse, own_last_day


@dataclass(frozen=True)
class AskedCourse:
    """Hold what a group asks of a learner.

    due_on: their own last day; None without one. title, language: of the newest edition.
    """

    group: LearnerGroup
    course: Course
    title: str
    language: str
    due_on: date | None
    is_required: bool
    has_started: bool
    is_completed: bool

    @property
    def is_overdue(self) -> bool:
        """Return whether the last day is over in the zone of the group."""
        is_open = self.due_on is not None and not self.is_completed
        return is_open and self.due_on < today_of(self.group)  # type: ignore[operator]


def asked_of(user: User | AnonymousUser) -> list[AskedCourse]:
    """Return what the groups of somebody ask, the first last day first; nobody is asked nothing."""
    if not user.is_authenticated:
        return []
    return [_asked(row) for row in _rows_asked.rows(user.pk)]


def _query_of_asked(user: int) -> QuerySet[GroupCourse]:
    """Return what the groups of a user ask, with what ``AskedCourse`` holds. user: a key."""
    enrolments = Enrolment.objects.active().filter(user=user, course=OuterRef("course"))
    editions = Edition.objects.filter(course=OuterRef("course")).order_by("-number")
    asked = GroupCourse.objects.current().filter(
        group__members__user=user, group__members__left_at=None
    )
    rows = asked.select_related("group", "course").annotate(
        theirs=own_last_day(user),
        title=Subquery(editions.values("title")[:1]),
        language=Subquery(editions.values("language")[:1]),
        has_started=Exists(enrolments),
        is_completed=Exists(enrolments.filter(completed_at__isnull=False)),
    )
    return rows.order_by(F("theirs").asc(nulls_last=True), "pk")


_rows_asked = CompiledQuery(_query_of_asked)


def _asked(row: GroupCourse) -> AskedCourse:
    return AskedCourse(
        group=row.group,
        course=row.course,
        title=row.title,  # type: ignore[attr-defined]
        language=row.language,  # type: ignore[attr-defined]
        due_on=row.theirs,  # type: ignore[attr-defined]
        is_required=row.is_required,
        has_started=row.has_started,  # type: ignore[attr-defined]
        is_completed=row.is_completed,  # type: ignore[attr-defined]
    )
