"""What My courses shows of each course that a learner takes or has finished."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain

from django.db.models import F

from accounts.models import User
from course.models import CorrectionNotice, Edition, Enrolment, Unit
from course.outline import completed_by, unit_to_go_on_with, units_of


@dataclass(frozen=True)
class MyCourse:
    """Hold how far a learner is in one course, and what they are to know of it.

    done_count: how many of the ``required_count`` units are done.
    next_unit: the unit to go on with, or None if all is done.
    notice: the oldest correction that the learner has not confirmed, or None.
    """

    enrolment: Enrolment
    newest_edition: Edition
    done_count: int
    required_count: int
    next_unit: Unit | None
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
    def must_read_first(self) -> bool:
        """Return whether the learner has to read what their new edition changes."""
        return self.enrolment.was_moved and not self.enrolment.completed_at

    @property
    def passage(self) -> str:
        """Return the passage of the next unit at which the learner stopped, or ""."""
        is_last_read = self.next_unit and self.next_unit.key == self.enrolment.last_unit_key
        return (self.enrolment.last_passage_key or "") if is_last_read else ""

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


def my_courses(user: User, notices: Iterable[CorrectionNotice]) -> list[MyCourse]:
    """Return the courses of a learner, without those that ended; what is to do comes first.

    notices: those that the learner has not confirmed, oldest first. Two queries; at most two
    others where editions are not at hand.
    """
    active = Enrolment.objects.of(user).active().with_newest_edition()
    enrolments = list(
        active.with_acknowledged_edition()
        .with_last_position()
        .order_by(F("completed_at").desc(nulls_first=True), "-started_at")
    )
    keys = {(enrolment.edition_id, enrolment.newest_edition_id) for enrolment in enrolments}
    editions = Edition.with_units_at_hand(chain.from_iterable(keys))
    for enrolment in enrolments:
        enrolment.edition = editions[enrolment.edition_id]
        enrolment.course = enrolment.edition.course

    oldest_notice: dict[int, CorrectionNotice] = {}
    for notice in notices:
        oldest_notice.setdefault(notice.edition.course_id, notice)

    completed = completed_by(enrolments)
    return [
        _my_course(
            enrolment,
            editions[enrolment.newest_edition_id],
            completed[enrolment.pk],
            oldest_notice.get(enrolment.course_id),
        )
        for enrolment in enrolments
    ]


def _my_course(
    enrolment: Enrolment,
    newest_edition: Edition,
    completed: Collection[tuple[str, int]],
    notice: CorrectionNotice | None,
) -> MyCourse:
    """Return one row. completed: keys and revisions."""
    units = units_of(enrolment.edition)
    done_keys = {unit.key for unit in units if (unit.key, unit.revision) in completed}
    required = [unit for unit in units if unit.required]
    return MyCourse(
        enrolment,
        newest_edition,
        done_count=len([unit for unit in required if unit.key in done_keys]),
        required_count=len(required),
        next_unit=unit_to_go_on_with(units, done_keys, enrolment.last_unit_key or ""),
        notice=notice,
    )
