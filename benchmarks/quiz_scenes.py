"""The scenes of quizzes: marking alone, handing in a long quiz, starting from a large bank."""

import json
import time
import uuid
from collections.abc import Callable
from itertools import count

from django.utils import timezone

from accounts.models import User
from benchmarks.timing import Scene
from quizzes.kinds import KINDS, question_from
from quizzes.models import Attempt, Quiz
from quizzes.sitting import attempts
from tests.factories import enrol, make_user
from tests.quizzes import factories as make

ITEM_COUNT = 2_000


def scoring() -> Scene:
    """Read and mark items of every kind, against parsing their bodies as JSON."""
    one_of_each = [getattr(make, kind)() for kind in KINDS]
    questions = [one_of_each[number % len(one_of_each)] for number in range(ITEM_COUNT)]
    answers = [question_from(kind, body).best_response() for kind, body in questions]
    texts = [json.dumps(body) for _kind, body in questions]

    def mark() -> object:
        pairs = zip(questions, answers, strict=True)
        return [question_from(kind, body).score(answer) for (kind, body), answer in pairs]

    def parse() -> object:
        return [json.loads(text) for text in texts]

    mark()
    began = time.process_time()
    for _round in range(5):
        mark()
    rate = 5 * ITEM_COUNT / (time.process_time() - began)
    return (
        f"items of every kind marked: {rate:,.0f} a second a core",
        mark,
        "their bodies parsed as JSON",
        parse,
        5,
    )


def quiz_of_fifty() -> Scene:
    """Start, hand in and mark a quiz of fifty questions, against reading them back."""
    quiz = make.make_quiz(*[make.single(), make.multi()] * 25, attempts_allowed=None)
    learner = enrol(make_user(), quiz.unit.edition)

    def sit() -> object:
        attempt = attempts.start(learner, quiz, timezone.now())
        return attempts.submit(attempt, uuid.uuid4(), timezone.now())

    def read() -> object:
        return list(
            Attempt.objects.filter(enrolment=learner)[0].items.select_related(
                "version", "bank_item"
            )
        )

    return "a quiz of 50 started, handed in and marked", sit, "its 50 items read", read, 5


def large_bank() -> Scene:
    """Start an attempt that draws 50 of 1,000 questions, against 50 of 50."""
    return (
        "a start that draws 50 of 1,000",
        _starts(1_000),
        "one that draws 50 of 50",
        _starts(50),
        5,
    )


def _starts(size: int) -> Callable[[], object]:
    """Return a function that starts a new learner's attempt; the bank has ``size`` questions."""
    pool = make.make_pool(size, 50)
    quiz = Quiz.objects.select_related("unit").get(pk=pool.quiz.pk)
    learners = (
        enrol(User.objects.create(email=f"{size}-{n}@example.org"), quiz.unit.edition)
        for n in count()
    )

    def start() -> object:
        return attempts.start(next(learners), quiz, timezone.now())

    return start


SCENES = (scoring, quiz_of_fifty, large_bank)
