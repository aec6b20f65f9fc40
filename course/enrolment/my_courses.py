"""What My courses shows of each course that a learner takes or has finished."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.db.models import F

from accounts.models import User
from course.models import CorrectionNotice, Edition, Enrolment, Unit
from course.outline import Outline, outlines_of


@dataclass(frozen=True)
class MyCourse:
    """Hold how far a learner is in one course, and what they are to know of it.

    notice: the oldest correction that the learner has not confirmed, or None.
    """

    enrolment: Enrolment
    newest_edition: Edition
    outline: Outline
    notice: CorrectionNotice | None

    @property
    def edition(self) -> Edition:
        """Return the edition that the learner is on."""
        return self.enrolment.edition

    @property
    def has_newer_edition(self) -> bool:
        return self.newest_edition != self.edition

    @property
    def required_count(self) -> int:
        return len(self.outline.required)

    @property
    def done_count(self) -> int:
        """Return how many of the required units are done."""
        return self.required_count - len(self.outline.remaining)

    @property
    def has_begun(self) -> bool:
        """Return whether the learner has done a required unit or stopped inside a lesson."""
        return bool(self.done_count or self.enrolment.last_unit_key)

    @property
    def next_unit(self) -> Unit | None:
        """Return the unit to go on with, or None if all is done."""
        return self.outline.unit_to_go_on_with(self.enrolment.last_unit_key or "")

    @property
    def next_address(self) -> str:
        """Return the address of the next unit, at the passage where the learner stopped."""
        unit = self.next_unit
        if unit is None:
            return ""
        if unit.key == self.enrolment.last_unit_key and self.enrolment.last_passage_key:
            return f"{unit.get_absolute_url()}#{self.enrolment.last_passage_key}"
        return unit.get_absolute_url()


def my_courses(user: User, notices: Iterable[CorrectionNotice]) -> list[MyCourse]:
    """Return the courses of a learner, without those that ended; what is to do comes first.

    notices: those that the learner has not confirmed, oldest first. Two queries; at most two
    others where editions are not at hand.
    """
    active = Enrolment.objects.of(user).active().with_newest_edition()
    enrolments = list(
        active.with_was_moved()
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

    outlines = outlines_of(enrolments)
    return [
        MyCourse(
            enrolment,
            editions[enrolment.newest_edition_id],
            outlines[enrolment.pk],
            oldest_notice.get(enrolment.course_id),
        )
        for enrolment in enrolments
    ]
