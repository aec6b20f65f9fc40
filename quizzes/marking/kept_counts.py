"""Keeping the counts of first attempts, in the transaction that marks, and rebuilding them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.apps import AppConfig
from django.db import connection, transaction

from quizzes.marking.adding import Row, add_to_counts
from quizzes.marking.counts import (
    AnswerKey,
    Counts,
    ScoreKey,
    counts_of_marking,
    counts_of_markings,
)
from quizzes.marking.gains import GainKey, Gains, all_finals, gains_changed, gains_of
from quizzes.marking.typed_counts import (
    Texts,
    TypedKey,
    most_frequent,
    texts_of_grades,
    texts_of_markings,
    typed_differences,
)
from quizzes.models import (
    AnswerCount,
    Attempt,
    GainCount,
    GradeRun,
    ItemGrade,
    ScoreCount,
    TypedCount,
)

TABLES = (ScoreCount, AnswerCount, TypedCount, GainCount)
Key = TypeVar("Key", ScoreKey, AnswerKey, GainKey)


def count_hand_in(run: GradeRun, grades: Iterable[ItemGrade]) -> None:
    """Count the first marking of an attempt, if the attempt counts.

    grades: all of the run, with their items and versions. Call it in the transaction that marks.
    """
    if _is_counted(run.attempt):
        grades = list(grades)
        _add(counts_of_marking(run, grades))
        _add_texts(texts_of_grades(grades))
        if run.attempt.quiz.decides_gains:
            _add_gains(gains_of(Attempt.objects.filter(pk=run.attempt_id)))


def _is_counted(attempt: Attempt) -> bool:
    if attempt.by_staff or not attempt.quiz.is_certifying or not attempt.is_whole:
        return False
    # The first of all at a unit is the first at its revision, without a query.
    if attempt.number == 1:
        return True
    return Attempt.objects.counted().filter(pk=attempt.pk).exists()


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


def count_gains_again(old_runs: Collection[int], new_runs: Collection[int]) -> None:
    """Count the gains of new markings in the place of old ones; arguments as ``count_again``."""
    _add_gains(gains_changed(old_runs, new_runs))


def _add(counts: Counts) -> None:
    """Add to the kept counts."""
    scores: list[Row] = []
    for score, n in sorted(counts.scores.items()):
        if n:
            last_at = connection.ops.adapt_datetimefield_value(counts.last_at[score])
            scores.append((*score, n, last_at))
    add_to_counts(ScoreCount, ScoreKey._fields, scores)

    answers: list[Row] = []
    for answer, n in sorted(counts.answers.items()):
        if n:
            answers.append((*answer, n))
    add_to_counts(AnswerCount, AnswerKey._fields, answers)


def _add_texts(texts: Texts) -> None:
    """Add to the kept counts of typed answers."""
    rows = [(*key, n) for key, n in sorted(texts.items()) if n]
    add_to_counts(TypedCount, TypedKey._fields, rows)


def _add_gains(gains: Gains) -> None:
    """Add to the kept counts of gains."""
    rows = [(*key, n) for key, n in sorted(gains.items()) if n]
    add_to_counts(GainCount, GainKey._fields, rows)


def rebuild_counts() -> None:
    """Count everything anew; hand-ins and regrades wait meanwhile."""
    with _nobody_counts():
        counts = _recount()
        for model in TABLES:
            model._default_manager.all().delete()
        _add(counts)

        texts = _recount_texts()
        _add_texts(most_frequent(texts))
        _add_gains(gains_of(all_finals()))


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
    yield from _score_differences(kept.scores, wanted.scores)
    yield from _answer_differences(kept.answers, wanted.answers)
    yield from typed_differences(_recount_texts())
    yield from _gain_differences(gains_of(all_finals()))


def _score_differences(kept: Counter[ScoreKey], wanted: Counter[ScoreKey]) -> Iterator[str]:
    for score, have, should in _differing(kept, wanted):
        yield (
            f"quiz {score.quiz}, score {score.earned} of {score.possible}: "
            f"{have} first attempts are counted, and there are {should}"
        )


def _answer_differences(kept: Counter[AnswerKey], wanted: Counter[AnswerKey]) -> Iterator[str]:
    for answer, have, should in _differing(kept, wanted):
        yield (
            f"quiz {answer.quiz}, version {answer.version}, score {answer.earned} of "
            f"{answer.possible}: {have} answers are counted, and there are {should}"
        )


def _gain_differences(wanted: Gains) -> Iterator[str]:
    rows = GainCount.objects.values_list(*GainKey._fields, "n")
    kept = Counter({GainKey(*key): n for *key, n in rows})
    for gain, have, should in _differing(kept, wanted):
        yield (
            f"quiz {gain.quiz}, objective {gain.objective or 'all'}, from {gain.before} to "
            f"{gain.after}: {have} learners are counted, and there are {should}"
        )


def _differing(kept: Counter[Key], wanted: Counter[Key]) -> Iterator[tuple[Key, int, int]]:
    """Yield each key whose count differs, in order, with the kept count and the right one."""
    keys = kept.keys() | wanted.keys()
    for key in sorted(keys):
        have = kept[key]
        should = wanted[key]
        if have != should:
            yield key, have, should


def _recount() -> Counts:
    return counts_of_markings(GradeRun.objects.latest_markings())


def _recount_texts() -> Texts:
    return texts_of_markings(GradeRun.objects.latest_markings())


def _kept_counts() -> Counts:
    counts = Counts()
    scores = ScoreCount.objects.values_list(*ScoreKey._fields, "n", "last_at")
    for *values, n, last_at in scores:
        counts.add_score(ScoreKey(*values), n, last_at)
    answers = AnswerCount.objects.values_list(*AnswerKey._fields, "n")
    for *values, n in answers:
        key = AnswerKey(*values)
        counts.answers[key] = n
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
