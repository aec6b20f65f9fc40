"""The scenes of quizzes: marking by itself, a long quiz handed in, a start from a large bank."""

import json
import time
import uuid
from collections.abc import Callable
from itertools import count

from django.utils import timezone

from accounts.models import User
from benchmarks.timing import Scene
from quizzes import attempts
from quizzes.kinds import KINDS, question_from
from quizzes.models import Attempt, Quiz
from tests.factories import enrol, make_user
from tests.quizzes import factories as make

ITEMS = 2_000


def scoring() -> Scene:
    """Items of every kind, each read from its body and marked, against parsing the same bodies as JSON."""
    asked = [getattr(make, kind)() for kind in KINDS]
    asked = [asked[n % len(asked)] for n in range(ITEMS)]
    answers = [question_from(kind, body).best_response() for kind, body in asked]
    texts = [json.dumps(body) for _kind, body in asked]

    def mark() -> object:
        return [question_from(kind, body).score(answer) for (kind, body), answer in zip(asked, answers, strict=True)]

    def parse() -> object:
        return [json.loads(text) for text in texts]

    mark()
    began = time.process_time()
    for _round in range(5):
        mark()
    rate = 5 * ITEMS / (time.process_time() - began)
    return f"items of every kind marked: {rate:,.0f} a second a core", mark, "their bodies parsed as JSON", parse, 5


def quiz_of_fifty() -> Scene:
    """Handing in and marking fifty questions, against reading them back."""
    quiz = make.make_quiz(*[make.single(), make.multi()] * 25, attempts_allowed=None)
    learner = enrol(make_user(), quiz.unit.edition)

    def sit() -> object:
        attempt = attempts.start(learner, quiz, timezone.now())
        return attempts.submit(attempt, uuid.uuid4(), timezone.now())

    def read() -> object:
        return list(Attempt.objects.filter(enrolment=learner)[0].items.select_related("version", "bank_item"))

    return "a quiz of 50 started, handed in and marked", sit, "its 50 items read", read, 5


def large_bank() -> Scene:
    """A start that draws 50 of 1,000, against a start that draws 50 of 50."""
    return "a start that draws 50 of 1,000", _starts(1_000), "one that draws 50 of 50", _starts(50), 5


def _starts(size: int) -> Callable[[], object]:
    made = make.make_pool(size, 50).quiz
    quiz = Quiz.objects.select_related("unit").get(pk=made.pk)
    learners = (enrol(User.objects.create(email=f"{size}-{n}@example.org"), quiz.unit.edition) for n in count())

    def start() -> object:
        return attempts.start(next(learners), quiz, timezone.now())

    return start


SCENES = (scoring, quiz_of_fifty, large_bank)
