"""Decide which corrections show a learner what a quiz asks."""

from collections.abc import Iterable

from course.models import Correction, Edition, Enrolment


def open_texts(corrections: Iterable[Correction], enrolment: Enrolment, new: Edition) -> None:
    """Open the questions of the quizzes that the learner has passed and need not pass again.

    new: the edition that the corrections lead to.
    """
    passed = enrolment.completions.filter(waived_because="")
    done = set(passed.values_list("unit_key", "revision"))
    if enrolment.completed_at:
        open_keys = {key for key, _revision in done}
    else:
        units = new.units.values_list("key", "revision")
        open_keys = {key for key, revision in units if (key, revision) in done}
    for correction in corrections:
        is_for_those = correction.readers == Correction.Readers.DONE
        correction.is_opened = is_for_those and correction.key in open_keys
