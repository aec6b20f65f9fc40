"""Find grades that an earlier reading of typed numbers made, and that would differ today."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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


def find_rereadings(**only: Any) -> Iterator[Rereading]:
    """Yield the rereadings of handed-in answers, by question version.

    only: ``version``, the id of the version asked; ``marked_by``, that of the version marked by.
    """
    # One pair of versions at a time, in chunks, so that memory stays bounded.
    pairs = _old_grades(**only).values_list("item__version", "version").distinct()
    for asked, marked_by in pairs.order_by("item__version", "version"):
        version = QuestionVersion.objects.select_related("question__course").get(pk=marked_by)
        grades = _old_grades(version=asked, marked_by=marked_by)
        grades = grades.select_related("item", "run__attempt__enrolment__course").order_by("pk")
        for grade in grades.iterator(chunk_size=CHUNK_SIZE):
            today = score_answer(grade.item, version)
            is_readable = version.data.score(grade.item.response).status != INVALID
            if today.fraction != grade.fraction or not is_readable:
                yield Rereading(grade, today, is_readable)


def _old_grades(version: int | None = None, marked_by: int | None = None) -> QuerySet[ItemGrade]:
    """Return grades of latest markings that an earlier reading made and that lost points."""
    counted = ItemGrade.objects.of_latest_markings().counted()
    grades = counted.filter(reading__lt=READING, version__kind__in=KINDS_WITH_NUMBERS).exclude(
        status__in=(CORRECT, OMITTED)
    )
    if version is not None:
        grades = grades.filter(item__version=version)
    return grades if marked_by is None else grades.filter(version=marked_by)
