"""What My courses shows of each course that a learner takes or has finished."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db.models import F, FilteredRelation, Q, QuerySet

from accounts.compiled_queries import CompiledQuery
from accounts.models import User
from course.models import CorrectionNotice, Edition, Enrolment, Unit
from course.outline import completed_by, unit_to_go_on_with, units_of
from course.reading.contents import LessonContents, Place, contents_of_lessons

# Columns of an enrolment: what the page does not show is not read, since dates take long.
_NOT_SHOWN = ("name_confirmed_at", "holder_name", "statement", "ended_because")


@dataclass(frozen=True)
class MyCourse:
    """Hold how far a learner is in one course, and what they are to know of it.

    done_count: how many of the ``required_count`` units are done.
    next_unit: the unit to go on with, or None if all is done.
    lessons: what the lessons hold in which the learner stopped, of all their courses.
    notice: the oldest correction that the learner has not confirmed, or None.
    """

    enrolment: Enrolment
    newest_edition: Edition
    done_count: int
    required_count: int
    next_unit: Unit | None
    lessons: Mapping[int, LessonContents]
    notice: CorrectionNotice | None

    @property
    def edition(self) -> Edition:
        """Return the edition that the learner is on."""
        return self.enrolment.edition

    @property
    def has_newer_edition(self) -> bool:
        return self.newest_edition != self.edition

    @property
    def has_begun(self) -> bool:
        """Return whether the learner has done a required unit or stopped inside a lesson."""
        return bool(self.done_count or self.enrolment.last_unit_key)

    @property
    def is_done(self) -> bool:
        """Return whether the learner has completed the course."""
        return self.enrolment.completed_at is not None

    @property
    def must_read_first(self) -> bool:
        """Return whether the learner has to read what their new edition changes."""
        return self.enrolment.was_moved and not self.is_done

    @property
    def passage(self) -> str:
        """Return the passage of the next unit at which the learner stopped, or ""."""
        stopped_here = self.next_unit and self.next_unit.key == self.enrolment.last_unit_key
        return self.enrolment.last_passage_key or "" if stopped_here else ""

    @property
    def stopped_at(self) -> Place | None:
        """Return where in the next unit the learner stopped, or None."""
        if self.next_unit is None or not self.passage:
            return None
        return self.lessons[self.next_unit.pk].place(self.passage)

    @property
    def state(self) -> str:
        """Name all that the row shows but the certificate: equal states look the same."""
        unit, notice = self.next_unit, self.notice
        shown = [
            self.edition.pk,
            self.newest_edition.pk,
            self.done_count,
            unit.pk if unit else "",
            self.passage,
            self.has_begun,
            self.must_read_first,
            self.edition.has_expired(),
            self.enrolment.completed_on,
            notice.edition_id if notice else "",
        ]
        return " ".join(str(each) for each in shown)


@dataclass(frozen=True)
class MyCourses:
    """Hold what My courses shows: the courses, and the corrections that are not confirmed yet."""

    courses: Sequence[MyCourse]
    notices: Sequence[CorrectionNotice]


def my_courses(user: User) -> MyCourses:
    """Return the courses of a learner, without those that ended; what is to do comes first.

    Two queries; two more with unconfirmed corrections, and at most two where editions are not at
    hand. One more, if a row is rendered that shows where the learner stopped.
    """
    enrolments = _enrolments(user)
    active = [enrolment for enrolment in enrolments if enrolment.ended_at is None]
    # Also of courses that ended: what was learned there can still hurt somebody.
    has_notices = any(enrolment.unconfirmed_notice_id for enrolment in enrolments)
    notices = _notices(user) if has_notices else []
    courses = _courses_of(active, _oldest_by_course(notices))
    return MyCourses(courses, notices)


def _courses_of(
    enrolments: Collection[Enrolment], notices: Mapping[int, CorrectionNotice]
) -> list[MyCourse]:
    """Return a row for each enrolment. notices: the oldest of a course, by its key."""
    editions = _put_editions_at_hand(enrolments)
    completed = completed_by(enrolments)
    lessons = contents_of_lessons(_lessons_stopped_in(enrolments))
    return [
        _my_course(
            enrolment,
            editions[enrolment.newest_edition_id],
            completed[enrolment.pk],
            lessons,
            notices.get(enrolment.course_id),
        )
        for enrolment in enrolments
    ]


def _oldest_by_course(notices: Iterable[CorrectionNotice]) -> dict[int, CorrectionNotice]:
    """Return the oldest notice of each course by its key. notices: oldest first."""
    oldest: dict[int, CorrectionNotice] = {}
    for notice in notices:
        oldest.setdefault(notice.edition.course_id, notice)
    return oldest


def _lessons_stopped_in(enrolments: Iterable[Enrolment]) -> list[int]:
    """Return the primary keys of the units that were read last, one of each course at most."""
    return [
        unit.pk
        for enrolment in enrolments
        for unit in units_of(enrolment.edition)
        if unit.key == enrolment.last_unit_key
    ]


def _enrolments(user: User) -> Iterable[Enrolment]:
    """Return all enrolments of a learner with what the page shows; what is to do comes first."""
    # An enrolment has a row for each acknowledgement and position, few of both, and the last of
    # them holds the latest of each.
    return {enrolment.pk: enrolment for enrolment in _rows_of_enrolments.rows(user.pk)}.values()


def _query_of_enrolments(user: int) -> QuerySet[Enrolment]:
    """Return the query of ``_enrolments``. user: a key."""
    mine = Enrolment.objects.filter(user=user).defer(*_NOT_SHOWN)
    enrolments = mine.with_newest_edition()
    unconfirmed = FilteredRelation(
        "correction_notices", condition=Q(correction_notices__confirmed_at=None)
    )
    # Joins in place of subqueries, which take twice the time.
    # The type checker takes a declared attribute and its annotation for two.
    return enrolments.annotate(  # type: ignore[no-redef]
        acknowledged_edition_id=F("acknowledgements__edition"),
        last_unit_key=F("positions__unit_key"),
        last_passage_key=F("positions__passage_key"),
        unconfirmed=unconfirmed,
        unconfirmed_notice_id=F("unconfirmed__pk"),
    ).order_by(
        F("completed_at").desc(nulls_first=True),
        "-started_at",
        "acknowledgements__pk",
        "positions__at",
    )


_rows_of_enrolments = CompiledQuery(_query_of_enrolments)


def _notices(user: User) -> list[CorrectionNotice]:
    """Return what the learner has not confirmed, oldest correction first. Two queries."""
    notices = CorrectionNotice.objects.of(user).unconfirmed()
    return list(notices.prefetch_related("edition__corrections"))


def _put_editions_at_hand(enrolments: Iterable[Enrolment]) -> dict[int, Edition]:
    """Give each enrolment its edition and course; return those and the newest editions."""
    pairs = [(enrolment.edition_id, enrolment.newest_edition_id) for enrolment in enrolments]
    editions = Edition.with_units_at_hand(chain.from_iterable(pairs))
    for enrolment in enrolments:
        enrolment.edition = editions[enrolment.edition_id]
        enrolment.course = enrolment.edition.course
    return editions


def _my_course(
    enrolment: Enrolment,
    newest_edition: Edition,
    completed: Collection[tuple[str, int]],
    lessons: Mapping[int, LessonContents],
    notice: CorrectionNotice | None,
) -> MyCourse:
    """Return one row. completed: keys and revisions."""
    units = units_of(enrolment.edition)
    done_keys = {unit.key for unit in units if (unit.key, unit.revision) in completed}
    required_keys = {unit.key for unit in units if unit.required}
    return MyCourse(
        enrolment,
        newest_edition,
        done_count=len(required_keys & done_keys),
        required_count=len(required_keys),
        next_unit=unit_to_go_on_with(units, done_keys, enrolment.last_unit_key or ""),
        lessons=lessons,
        notice=notice,
    )
