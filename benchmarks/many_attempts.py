"""A scene of its own, since it needs a million answers: the statistics of a quiz."""

import tracemalloc

from django.db import connection, models
from django.utils import timezone

from benchmarks.timing import Scene
from quizzes.first_attempts import first_attempts
from quizzes.item_statistics import QuizStatistics
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, Quiz
from tests.factories import make_edition
from tests.quizzes.cohort import cohort, likely
from tests.quizzes.factories import make_quiz, single

ATTEMPTS, DISTINCT, QUESTIONS = 10_000, 250, 100


def quiz_statistics() -> Scene:
    """Every figure of a quiz of 100 questions after 10,000 attempts, against its rows merely read."""
    quiz = make_quiz(*[single() for _each in range(QUESTIONS)], edition=make_edition(lessons=0))
    originals = cohort(quiz, likely(quiz, DISTINCT))
    for _copy in range(ATTEMPTS // DISTINCT - 1):
        _copied(quiz, originals)
    connection.cursor().execute("ANALYZE")

    def act() -> object:
        [attempts] = first_attempts([quiz], with_responses=True)
        whole = QuizStatistics(attempts)
        items = [whole.figures(item) for item in quiz.bank.select_related("version")]
        assert (whole.n, len(items), items[0].n) == (ATTEMPTS, QUESTIONS, ATTEMPTS)
        return whole.reliability_at_mark, items

    def read() -> object:
        grades = ItemGrade.objects.filter(run__attempt__quiz=quiz).order_by()
        return sum(1 for _row in grades.values_list("run_id", "version_id", "numerator").iterator(chunk_size=5000))

    tracemalloc.start()
    act()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    what = f"statistics of {ATTEMPTS:,} attempts x {QUESTIONS} ({peak:.0f} MB)"
    return what, act, "its 1,000,000 grades read", read, 3


def _copied(quiz: Quiz, originals: list[Attempt]) -> None:
    """As many attempts again, with the answers and marks of ``originals``, copied inside the database."""
    copies = cohort(quiz, [{}] * len(originals), hand_in=False)
    offset, first, last = copies[0].pk - originals[0].pk, originals[0].pk, originals[-1].pk
    assert copies[-1].pk - last == offset, "primary keys in a row"
    of_copies = Attempt.objects.filter(pk__range=(copies[0].pk, copies[-1].pk))
    item, run, grade = (
        _columns(AttemptItem, "attempt"),
        _columns(GradeRun, "attempt"),
        _columns(ItemGrade, "run", "item"),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO quizzes_attemptitem (attempt_id, {item}) SELECT attempt_id + %s, {item} "
            "FROM quizzes_attemptitem WHERE attempt_id BETWEEN %s AND %s",
            [offset, first, last],
        )
        of_copies.update(state=Attempt.SUBMITTED, submitted_at=timezone.now(), submit_reason="learner")
        cursor.execute(
            f"INSERT INTO quizzes_graderun (attempt_id, {run}) SELECT attempt_id + %s, {run} "
            "FROM quizzes_graderun WHERE attempt_id BETWEEN %s AND %s",
            [offset, first, last],
        )
        cursor.execute(
            f"INSERT INTO quizzes_itemgrade (run_id, item_id, {grade}) "
            f"SELECT run.id, item.id, old.{grade.replace(', ', ', old.')} FROM quizzes_graderun old_run "
            "JOIN quizzes_itemgrade old ON old.run_id = old_run.id "
            "JOIN quizzes_attemptitem old_item ON old_item.id = old.item_id "
            "JOIN quizzes_graderun run ON run.attempt_id = old_run.attempt_id + %s "
            "JOIN quizzes_attemptitem item ON item.attempt_id = run.attempt_id AND item.position = old_item.position "
            "WHERE old_run.attempt_id BETWEEN %s AND %s",
            [offset, first, last],
        )


def _columns(model: type[models.Model], *but: str) -> str:
    """The columns of a table, without its key and those that a copy gets anew."""
    return ", ".join(
        str(field.column) for field in model._meta.concrete_fields if not field.primary_key and field.name not in but
    )
