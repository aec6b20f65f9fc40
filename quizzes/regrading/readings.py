"""Find grades that an earlier reading of typed numbers made, and that would differ today."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from quizzes.marking.markings import score_answer
from quizzes.models import ItemGrade, QuestionVersion
from quizzes.question.scoring import CORRECT, INVALID, OMITTED, READING, Score

KINDS_WITH_NUMBERS = ("numeric", "cloze", "case")
CHUNK_SIZE = 500


@dataclass(frozen=True)
class Rereading:
    """Hold a stored grade and the score that the same answer gets today.

    is_readable: False if the learner would be asked again today.
    """

    grade: ItemGrade
    score: Score
    is_readable: bool

    @property
    def is_worth_more(self) -> bool:
        """Tell whether marking the answer again gives points."""
        return self.score.fraction > self.grade.fraction


def find_rereadings(
    version: int | None = None, marked_by: int | None = None
) -> Iterator[Rereading]:
    """Yield the rereadings of handed-in answers, by question version.

    version: only answers to this version (its id). marked_by: only those marked by this one.
    """
    # One pair of versions at a time, in chunks, so that memory stays bounded.
    pairs = _old_grades(version, marked_by).values_list("item__version", "version").distinct()
    in_order = pairs.order_by("item__version", "version")
    for asked_id, marked_by_id in in_order:
        yield from _rereadings_of_pair(asked_id, marked_by_id)


def _rereadings_of_pair(asked_id: int, marked_by_id: int | None) -> Iterator[Rereading]:
    """Yield the rereadings of answers to one version that were marked by one version."""
    versions = QuestionVersion.objects.select_related("question__course")
    marked_by = versions.get(pk=marked_by_id or asked_id)
    grades = _old_grades(asked_id, marked_by_id).order_by("pk")
    related = grades.select_related("item", "run__attempt__enrolment__course")

    for grade in related.iterator(chunk_size=CHUNK_SIZE):
        today = score_answer(grade.item, marked_by)
        read_again = marked_by.data.score(grade.item.response)
        is_readable = read_again.status != INVALID
        if today.fraction != grade.fraction or not is_readable:
            yield Rereading(grade, today, is_readable)


def _old_grades(version: int | None = None, marked_by: int | None = None) -> QuerySet[ItemGrade]:
    """Return grades of latest markings that an earlier reading made and that lost points."""
    counted = ItemGrade.objects.of_latest_markings().counted()
    grades = counted.filter(
        reading__lt=READING,
        version__kind__in=KINDS_WITH_NUMBERS,
    ).exclude(status__in=(CORRECT, OMITTED))
    if version is not None:
        grades = grades.filter(item__version=version)
    if marked_by is not None:
        grades = grades.filter(version=marked_by)
    return grades
