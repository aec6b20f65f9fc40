"""Say which corrections a learner has to read, and which show what a quiz asks."""

from collections.abc import Iterable

from accounts.compiled_queries import CompiledQuery
from accounts.models import User
from course.models import Correction, CorrectionNotice, Edition, Enrolment

UnitRevisions = set[tuple[str, int]]  # keys and revisions


_unconfirmed_notices = CompiledQuery(
    lambda user: (
        CorrectionNotice.objects.of(user)
        .unconfirmed()
        .prefetch_related(
            "edition__corrections",
            "edition__units",
            "enrolment__completions",
        )
    )
)


def unconfirmed_notices(user: User) -> list[CorrectionNotice]:
    """Return what a learner has still to confirm, oldest first, the questions opened as below.

    At most four queries; one where there are none, as for most.
    """
    found = _unconfirmed_notices.rows(user.pk)
    for notice in found:
        corrections = notice.edition.corrections.all()
        open_texts(corrections, notice.enrolment, notice.edition)
    return found


def open_texts(corrections: Iterable[Correction], enrolment: Enrolment, new: Edition) -> None:
    """Open the questions of the quizzes that the learner has passed and need not pass again.

    new: the edition that the corrections lead to.
    """
    passed_keys = _passed_keys(enrolment, new)
    for correction in corrections:
        has_passed = correction.key in passed_keys
        is_for_those = correction.readers == Correction.Readers.DONE
        correction.is_opened = has_passed and is_for_those


def _passed_keys(enrolment: Enrolment, new: Edition) -> set[str]:
    """Return the keys of the units that the learner has done without a waiver.

    As long as the course is not finished, only those that still count in ``new``.
    """
    done = _done_without_waiver(enrolment)
    if not enrolment.completed_at:
        units = new.units.all()
        done &= {(unit.key, unit.revision) for unit in units}
    return {key for key, _revision in done}


def _done_without_waiver(enrolment: Enrolment) -> UnitRevisions:
    """Return the keys and revisions of the units that the learner did."""
    completions = enrolment.completions.all()
    return {
        (completion.unit_key, completion.revision)
        for completion in completions
        if not completion.waived_because
    }
