"""Keeping the counts of first attempts, in the transaction that marks, and rebuilding them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.apps import AppConfig
from django.db import connection, models, transaction

from quizzes.marking.counts import (
    AnswerKey,
    Counts,
    ScoreKey,
    counts_of_marking,
    counts_of_markings,
)
from quizzes.marking.typed_counts import (
    TYPED_FIELDS,
    Texts,
    changes_to_keep,
    most_frequent,
    texts_of_grades,
    texts_of_markings,
    typed_differences,
)
from quizzes.models import AnswerCount, Attempt, GradeRun, ItemGrade, ScoreCount, TypedCount

TABLES = (ScoreCount, AnswerCount, TypedCount)
Value = int | str | bool | datetime | None
MAX_ROWS_A_STATEMENT = 500  # eleven parameters each, and SQLite allows 32,766


def count_hand_in(run: GradeRun, grades: Iterable[ItemGrade]) -> None:
    """Count the first marking of an attempt, if the attempt counts.

    grades: all of the run, with their items and versions. Call it in the transaction that marks.
    """
    if _is_counted(run.attempt):
        grades = list(grades)
        _add(counts_of_marking(run, grades))
        _add_texts(texts_of_grades(grades))


def _is_counted(attempt: Attempt) -> bool:
    if attempt.by_staff or attempt.quiz.is_practice or not attempt.is_whole:
        return False
    # The first of all at a unit is the first at its revision, without a query.
    return attempt.number == 1 or Attempt.objects.counted().filter(pk=attempt.pk).exists()


def count_again(old_runs: Collection[int], new_runs: Collection[int]) -> None:
    """Count new markings in the place of old ones, of those attempts that count.

    Both are ids of runs. Call it in the transaction that marks.
    """
    new = GradeRun.objects.filter(pk__in=new_runs)
    old = GradeRun.objects.filter(pk__in=old_runs)
    counts = counts_of_markings(new)
    counts.subtract(counts_of_markings(old))
    _add(counts)

    texts = texts_of_markings(new)
    texts.subtract(texts_of_markings(old))
    _add_texts(texts)
    TypedCount.objects.filter(n__lte=0).delete()


def _add(counts: Counts) -> None:
    """Add to the kept counts."""
    adapt = connection.ops.adapt_datetimefield_value
    # Sorted, so that two transactions with the same rows cannot wait for each other.
    scores = [(*key, n, adapt(counts.last_at[key])) for key, n in sorted(counts.scores.items())]
    answers = [(*key, n) for key, n in sorted(counts.answers.items())]
    _upsert(ScoreCount, ScoreKey._fields, [row for row in scores if row[-2]])
    _upsert(AnswerCount, AnswerKey._fields, [row for row in answers if row[-1]])


def _add_texts(texts: Texts) -> None:
    """Add to the kept counts of typed answers."""
    changed = Counter({key: n for key, n in texts.items() if n})
    if changed:
        rows = [(*key, n) for key, n in sorted(changes_to_keep(changed).items())]
        _upsert(TypedCount, TYPED_FIELDS, rows)


def _upsert(
    model: type[models.Model], key_fields: Sequence[str], rows: Sequence[tuple[Value, ...]]
) -> None:
    """Insert rows; where a row with the same key is, add ``n`` to its ``n``.

    rows: values in the order of the model's fields, without the primary key.
    """
    table = model._meta.db_table
    columns = [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    keys = columns[: len(key_fields)]
    changes = f"n = {table}.n + excluded.n"
    if "last_at" in columns:
        changes += (
            f", last_at = CASE WHEN excluded.last_at > {table}.last_at "
            f"THEN excluded.last_at ELSE {table}.last_at END"
        )
    place = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for first in range(0, len(rows), MAX_ROWS_A_STATEMENT):
            some = rows[first : first + MAX_ROWS_A_STATEMENT]
            # Only names of our own tables and columns are put in.
            statement = (
                f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608
                f"VALUES {', '.join([place] * len(some))} "
                f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}"
            )
            cursor.execute(statement, [value for row in some for value in row])


def rebuild_counts() -> None:
    """Count everything anew; hand-ins and regrades wait meanwhile."""
    with _nobody_counts():
        counts = _recount()
        for model in TABLES:
            model._default_manager.all().delete()
        _add(counts)
        _add_texts(most_frequent(_recount_texts()))


def build_missing_counts(sender: AppConfig, **_: object) -> None:
    """Count everything after a migration, if markings are there and no counts."""
    tables = set(connection.introspection.table_names())
    if not tables.issuperset(model._meta.db_table for model in TABLES):
        return
    is_marked = GradeRun.objects.values("pk").exists()
    if is_marked and not ScoreCount.objects.exists():
        rebuild_counts()


def count_differences() -> Iterator[str]:
    """Yield a line for each kept count that is not what the rows say."""
    if not any(_differences()):
        return
    # A hand-in between two statements looks like a difference, so nobody counts while we look
    # again.
    with _nobody_counts():
        yield from list(_differences())


def _differences() -> Iterator[str]:
    wanted = _recount()
    kept = _kept_counts()
    for score in sorted({*wanted.scores, *kept.scores}):
        have, should = kept.scores[score], wanted.scores[score]
        if have != should:
            yield (
                f"quiz {score.quiz}, score {score.earned} of {score.possible}: "
                f"{have} first attempts are counted, and there are {should}"
            )
    for answer in sorted({*wanted.answers, *kept.answers}):
        have, should = kept.answers[answer], wanted.answers[answer]
        if have != should:
            yield (
                f"quiz {answer.quiz}, version {answer.version}, score {answer.earned} of "
                f"{answer.possible}: {have} answers are counted, and there are {should}"
            )
    yield from typed_differences(_recount_texts())


def _recount() -> Counts:
    return counts_of_markings(GradeRun.objects.latest_markings())


def _recount_texts() -> Texts:
    return texts_of_markings(GradeRun.objects.latest_markings())


def _kept_counts() -> Counts:
    counts = Counts()
    for *values, n, last_at in ScoreCount.objects.values_list(*ScoreKey._fields, "n", "last_at"):
        counts.add_score(ScoreKey(*values), n, last_at)
    for *values, n in AnswerCount.objects.values_list(*AnswerKey._fields, "n"):
        counts.answers[AnswerKey(*values)] = n
    return counts


@contextmanager
def _nobody_counts() -> Iterator[None]:
    """Keep others from writing counts until the end of the transaction."""
    with transaction.atomic():
        # On SQLite the transaction itself keeps everybody from writing.
        if connection.vendor == "postgresql":
            tables = ", ".join(model._meta.db_table for model in TABLES)
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
        yield
