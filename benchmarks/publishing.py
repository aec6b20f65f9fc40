"""Measure how long a learner waits for a save while an edition is published.

``python -m benchmarks.environment publishing``: once with our course, once with 200 lessons and
2,000 questions. One process saves answers all the time, another reads and publishes the course.
The waits are by the clock, so they say something on a quiet machine only.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice

from django.conf import settings
from django.db import connection
from django.urls import reverse

from benchmarks.child import Browser
from benchmarks.once import LockWatch
from benchmarks.report import Row, print_table
from benchmarks.site import QUIZ, SLUG, fields_of, make_learners, make_site
from course.publishing import publish
from course.source import CourseSource, UnitSource, read_course
from course.source.parts import LESSON
from quizzes.bank.reading import QuizSource
from quizzes.models import BankItem

LESSONS, QUESTIONS = 200, 2000
# The longest wait for a save in seconds, by how large the course is.
LONGEST_WAITS = {"our course": 1.0, "large course": 5.0}
PAUSE = 0.01  # seconds between two saves, so that the publishing process has a core of its own


def main() -> None:
    """Publish if another process asks for it; else measure, print a table, end with 0 or 1."""
    if size := sys.argv[2:]:
        publish_course(size[0])
        return
    edition = make_site()
    [learner] = make_learners(edition, 1, 0)
    question = learner.post(reverse("quizzes:start", args=[SLUG, QUIZ]), {})
    rows = [row for size in LONGEST_WAITS for row in measure(size, learner, question)]
    print_table(rows)
    sys.exit(0 if all(row.ok for row in rows) else 1)


def measure(size: str, learner: Browser, question: str) -> Iterator[Row]:
    """Publish in another process, save an answer to the question meanwhile, and yield figures."""
    command = [sys.executable, "-m", "benchmarks.environment", "publishing", size]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as publisher:
        waits = list(save_until_end(publisher, learner, question))
        assert publisher.stdout
        figures = json.loads(publisher.stdout.read())
    figures["saves meanwhile"] = len(waits)
    figures["middle wait, s"] = round(statistics.median(waits), 3)
    for name, figure in figures.items():
        yield Row(f"{size}: {name}", figure, "", None, True)

    longest, target = max(waits), LONGEST_WAITS[size]
    yield Row(f"{size}: longest wait", round(longest, 2), "s", target, longest <= target)


def save_until_end(
    publisher: subprocess.Popen[str], learner: Browser, question: str
) -> Iterator[float]:
    """Save an answer again and again until the process ends; yield the seconds of each save."""
    while publisher.poll() is None:
        fields = fields_of(learner.get(question)) | {"go": ["stay"]}
        started = time.perf_counter()
        learner.post(question, fields)
        yield time.perf_counter() - started
        time.sleep(PAUSE)


def publish_course(size: str) -> None:
    """Read and publish the course in another edition, and print what that took as JSON."""
    started = time.process_time()
    source = read_course(settings.CONTENT_ROOT / SLUG)
    if size == "large course":
        source = enlarge(source)
    text = f"The {size} is right."
    source = replace(source, safety_correction=text, changes=(), digest=f"{size:0>64}")
    watch = LockWatch()
    with connection.execute_wrapper(watch):
        edition = publish(source)
    assert edition
    figures = {
        "lessons": edition.units.filter(kind=LESSON).count(),
        "questions": BankItem.objects.filter(quiz__unit__edition=edition).count(),
        "seconds of processor time": round(time.process_time() - started, 2),
        "of these with the write lock": round(watch.seconds, 2),
    }
    print(json.dumps(figures))


def enlarge(source: CourseSource) -> CourseSource:
    """Return the course with copies of its lessons and quizzes, under other keys."""
    units = list(source.units())
    lessons = [unit for unit in units if unit.kind == LESSON]
    quizzes = [unit for unit in units if isinstance(unit.body, QuizSource)]
    question_count = sum(len(unit.body.questions) for unit in quizzes)
    quiz_count = len(quizzes) * QUESTIONS // question_count
    copies = [
        *_copies(lessons, LESSONS - len(lessons)),
        *_copies(quizzes, quiz_count - len(quizzes)),
    ]
    last = source.modules[-1]
    return replace(
        source, modules=(*source.modules[:-1], replace(last, units=(*last.units, *copies)))
    )


def _copies(units: list[UnitSource], count: int) -> Iterator[UnitSource]:
    """Yield ``count`` copies of the units in turn."""
    for number, unit in enumerate(islice(cycle(units), count)):
        yield _copy(unit, number)


def _copy(unit: UnitSource, number: int) -> UnitSource:
    """Return the unit under another key; its questions have other ids."""
    body = unit.body
    if isinstance(body, QuizSource):
        questions = tuple(
            replace(question, ref=f"{question.ref}-{number}") for question in body.questions
        )
        rules = tuple(
            replace(rule, question=rule.question and f"{rule.question}-{number}")
            for rule in body.rules
        )
        body = replace(body, questions=questions, rules=rules)
    return replace(unit, key=f"{unit.key}-{number}", body=body, required=False)
