"""Decide which corrections show a learner what a quiz asks."""

from collections.abc import Iterable

from course.models import Correction, Edition, Enrolment


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
    completions = enrolment.completions.filter(waived_because="")
    done = set(completions.values_list("unit_key", "revision"))
    if not enrolment.completed_at:
        done.intersection_update(new.units.values_list("key", "revision"))
    return {key for key, _revision in done}
