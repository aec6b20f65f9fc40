"""The scene that needs a million answers: the statistics of a quiz."""

import tracemalloc

from django.db import connection, models
from django.utils import timezone

from benchmarks.timing import Scene
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, Quiz
from quizzes.statistics.figures import QuizStatistics
from quizzes.statistics.first_attempts import first_attempts
from tests.factories import make_edition
from tests.quizzes.cohort import cohort, likely
from tests.quizzes.factories import make_quiz, single

ATTEMPT_COUNT, DISTINCT_COUNT, QUESTION_COUNT = 10_000, 250, 100


def quiz_statistics() -> Scene:
    """Compute all statistics of a quiz with 10,000 attempts, against reading its rows."""
    quiz = make_quiz(
        *[single() for _number in range(QUESTION_COUNT)], edition=make_edition(lessons=0)
    )
    originals = cohort(quiz, likely(quiz, DISTINCT_COUNT))
    for _copy in range(ATTEMPT_COUNT // DISTINCT_COUNT - 1):
        _copy_attempts(quiz, originals)
    connection.cursor().execute("ANALYZE")

    def compute() -> object:
        [attempts] = first_attempts([quiz], with_responses=True)
        statistics = QuizStatistics(attempts)
        items = [statistics.figures(item) for item in quiz.bank.select_related("version")]
        assert (statistics.n, len(items), items[0].n) == (
            ATTEMPT_COUNT,
            QUESTION_COUNT,
            ATTEMPT_COUNT,
        )
        return statistics.reliability_at_mark, items

    def read() -> object:
        grades = ItemGrade.objects.filter(run__attempt__quiz=quiz).order_by()
        return sum(
            1
            for _row in grades.values_list("run_id", "version_id", "numerator").iterator(
                chunk_size=5000
            )
        )

    tracemalloc.start()
    compute()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    what = f"statistics of {ATTEMPT_COUNT:,} attempts x {QUESTION_COUNT} ({peak:.0f} MB)"
    return what, compute, "its 1,000,000 grades read", read, 3


def _copy_attempts(quiz: Quiz, originals: list[Attempt]) -> None:
    """Copy attempts with their answers and grades, inside the database."""
    copies = cohort(quiz, [{}] * len(originals), hand_in=False)
    offset, first, last = copies[0].pk - originals[0].pk, originals[0].pk, originals[-1].pk
    assert copies[-1].pk - last == offset, "primary keys in a row"
    of_copies = Attempt.objects.filter(pk__range=(copies[0].pk, copies[-1].pk))
    item = _columns(AttemptItem, "attempt")
    run = _columns(GradeRun, "attempt")
    grade = _columns(ItemGrade, "run", "item")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO quizzes_attemptitem (attempt_id, {item}) SELECT attempt_id + %s, {item} "
            "FROM quizzes_attemptitem WHERE attempt_id BETWEEN %s AND %s",
            [offset, first, last],
        )
        of_copies.update(
            state=Attempt.SUBMITTED, submitted_at=timezone.now(), submit_reason="learner"
        )
        cursor.execute(
            f"INSERT INTO quizzes_graderun (attempt_id, {run}) SELECT attempt_id + %s, {run} "
            "FROM quizzes_graderun WHERE attempt_id BETWEEN %s AND %s",
            [offset, first, last],
        )
        cursor.execute(
            f"INSERT INTO quizzes_itemgrade (run_id, item_id, {grade}) "
            f"SELECT run.id, item.id, old.{grade.replace(', ', ', old.')} "
            "FROM quizzes_graderun old_run "
            "JOIN quizzes_itemgrade old ON old.run_id = old_run.id "
            "JOIN quizzes_attemptitem old_item ON old_item.id = old.item_id "
            "JOIN quizzes_graderun run ON run.attempt_id = old_run.attempt_id + %s "
            "JOIN quizzes_attemptitem item ON item.attempt_id = run.attempt_id "
            "AND item.position = old_item.position "
            "WHERE old_run.attempt_id BETWEEN %s AND %s",
            [offset, first, last],
        )


def _columns(model: type[models.Model], *left_out: str) -> str:
    """Return a table's columns as SQL, without the primary key and ``left_out``."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return ", ".join(str(field.column) for field in fields if field.name not in left_out)
