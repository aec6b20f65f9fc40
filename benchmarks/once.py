"""Measure what needs one look, not rounds: a first page, memory, rows, bytes, publication."""

import gzip
import json
import re
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates.issuing import issue
from course.corrections.comparing import corrections_between
from course.models import Edition, ReadingPosition, Unit
from course.publishing import publish
from course.publishing.preparing import prepare_alone
from course.source import CourseSource, UnitSource, read_course
from course.source.parts import LESSON
from course.text.passages import parse
from quizzes.models import AnswerCount, GainCount, Quiz, ScoreCount, TypedCount
from quizzes.sitting import attempts
from tests.factories import enrol, make_user

FINISHERS = 5
FRESH_PROCESSES = 3
# They do not grow with the learners: a kept count is a row for all who gave the same answer, and
# the record of a task is deleted after two weeks.
ROWS_OF_NOBODY = (AnswerCount, GainCount, ScoreCount, TypedCount, DBTaskResult)
STATIC_LINK = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js))"')


def fresh_process(addresses: list[str], cookies: list[str]) -> dict[str, float]:
    """Return the CPU of a new process's first page, and its memory after every page.

    Both are the middle ones of some processes.
    addresses: the first one is the first page.
    cookies: the ``Cookie`` header of each learner.
    """
    asked = json.dumps({"addresses": addresses, "cookies": cookies})
    processes = [_ask_a_fresh_process(asked) for _number in range(FRESH_PROCESSES)]
    return {
        name: statistics.median(figures[name] for figures in processes) for name in processes[0]
    }


def _ask_a_fresh_process(asked: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.environment", "fresh"]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def first_visit(page: bytes) -> dict[str, float]:
    """Return the kilobytes that a first visit to a page costs, with styles, scripts and fonts.

    page: as sent, compressed. Fonts are the upright ones, which every lesson uses.
    """
    root = Path(staticfiles_storage.location)
    names = set(STATIC_LINK.findall(gzip.decompress(page).decode()))
    size = len(page)
    for name in names:
        compressed = root / f"{name}.gz"
        size += (compressed if compressed.exists() else root / name).stat().st_size
    size += sum(font.stat().st_size for font in root.glob("fonts/*-[46]00.woff2"))
    return {"first visit": size / 1000}


def finished_learners(edition: Edition) -> dict[str, float]:
    """Return the rows and kilobytes that a learner leaves who does all that is required."""
    rows, size = _count_rows(), _database_bytes()
    for _number in range(FINISHERS):
        _finish(edition)
    return {
        "rows of a learner": (_count_rows() - rows) / FINISHERS,
        "kilobytes of a learner": (_database_bytes() - size) / FINISHERS / 1000,
    }


def _finish(edition: Edition) -> None:
    """Read every lesson, pass every certifying quiz and issue the certificate."""
    enrolment = enrol(make_user(name="Ada Lovelace"), edition)
    for unit in edition.units.filter(kind=Unit.Kind.LESSON):
        passage = unit.passages.last()
        ReadingPosition.objects.create(
            enrolment=enrolment, unit_key=unit.key, passage_key=passage.key, at=timezone.now()
        )
        enrolment.complete(unit)
    required = Quiz.objects.filter(unit__edition=edition, unit__required=True)
    for quiz in required.select_related("unit"):
        attempt = attempts.start(enrolment, quiz, timezone.now())
        for item in attempt.items.select_related("version"):
            response = item.version.data.best_response()
            attempts.save_answer(item, response, seq=item.seq, at=timezone.now())
        attempts.submit(attempt, uuid.uuid4(), timezone.now())
    enrolment.refresh_from_db()
    assert enrolment.completed_at, "the learner has passed everything"
    enrolment.confirm_statement("I took this course myself.")
    issue(enrolment, edition.course.slug)


def _count_rows() -> int:
    models = set(apps.get_models()).difference(ROWS_OF_NOBODY)
    return sum(model._default_manager.count() for model in models)


def _database_bytes() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sum(pgsize - unused) FROM dbstat")
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
        [size] = cursor.fetchone()
    return int(size)


class LockWatch:
    """Note the processor time between the begin and the end of the outermost transaction."""

    def __init__(self) -> None:
        self.started = 0.0
        self.seconds = 0.0
        self.is_awaited = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("BEGIN"):
            self.started = time.process_time()
            self.is_awaited = False
        elif self.started and not self.is_awaited:
            # The first statement of the transaction: only now can its end be waited for.
            transaction.on_commit(self.stop)
            self.is_awaited = True
        return result

    def stop(self) -> None:
        self.seconds = max(self.seconds, time.process_time() - self.started)
        self.started = 0.0


def publication(slug: str) -> dict[str, float]:
    """Return the CPU seconds of a second edition: all, and while the write lock is held."""
    watch = LockWatch()
    started = time.process_time()
    source = read_course(settings.CONTENT_ROOT / slug)
    changed = replace(
        source,
        title=f"{source.title}, again",
        digest="0" * 64,
        safety_correction="",
        changes=(),
    )
    with connection.execute_wrapper(watch):
        publish(changed)
    figures = {
        "publication": time.process_time() - started,
        "publication, write lock": watch.seconds,
    }
    return figures | comparison(source)


def comparison(source: CourseSource) -> dict[str, float]:
    """Return the CPU seconds of comparing the course with itself, another word in each lesson."""
    changed = [
        replace(module, units=tuple(_reworded(unit) for unit in module.units))
        for module in source.modules
    ]
    old = prepare_alone(source).texts()
    new = prepare_alone(replace(source, modules=tuple(changed))).texts()
    started = time.process_time()
    corrections = corrections_between(old, new)
    seconds = time.process_time() - started
    assert len(corrections) >= sum(unit.kind == LESSON for unit in source.units())
    return {"comparison of two editions": seconds}


def _reworded(unit: UnitSource) -> UnitSource:
    """Return a lesson with one word more at the end of its first sentences."""
    text = unit.markdown.replace(". ", " today. ", 6)
    return replace(unit, text=parse(text, unit.line)) if unit.kind == LESSON else unit
