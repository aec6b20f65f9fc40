"""Many hand in at once, and the counts miss nobody, on a database where they can meet."""

import uuid

import pytest
from django.utils import timezone

from quizzes.marking.kept_counts import count_differences, rebuild_counts
from quizzes.models import Attempt, ScoreCount, TypedCount
from quizzes.regrading.orders import approve, ask
from quizzes.sitting import attempts
from tests.course.test_concurrent_completion import in_parallel
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.factories import answer_all, make_quiz, multi, numeric, save, single
from tests.quizzes.regrading.test_regrading import BECAUSE, WHY, first_version

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LEARNERS = 16


def hand_in(attempt_id):
    attempts.submit(Attempt.objects.get(pk=attempt_id), uuid.uuid4(), timezone.now())


def test_whoever_hands_in_at_once_with_a_regrade_and_a_rebuild_is_counted_once():
    for _round in range(3):
        quiz = make_quiz(single(), multi(), numeric(), single(), edition=make_edition(lessons=0))
        open_ones = [
            attempts.start(enrol(make_user(), quiz.unit.edition), quiz, timezone.now())
            for _each in range(LEARNERS)
        ]
        # Half of them answer rightly and half type the same wrong number: all meet at few rows.
        for attempt in open_ones[::2]:
            answer_all(attempt)
        for attempt in open_ones[1::2]:
            save(attempt.items.get(position=3), "31 mg")
        order = ask(first_version(quiz), "exclude", None, WHY, make_user(is_staff=True))
        by = make_user(is_staff=True)

        calls = [lambda pk=attempt.pk: hand_in(pk) for attempt in open_ones]
        calls.insert(LEARNERS // 2, lambda order=order, by=by: approve(order, by, BECAUSE))
        calls.insert(LEARNERS // 3, rebuild_counts)
        in_parallel(calls)

        scores = ScoreCount.objects.occurring().filter(quiz=quiz)
        counted = dict(scores.values_list("earned", "n"))
        assert counted == {"0": LEARNERS // 2, "3": LEARNERS // 2}
        texts = TypedCount.objects.filter(version__in=quiz.bank.values("version"))
        assert list(texts.values_list("text", "n")) == [("31 mg", LEARNERS // 2)]
        assert list(count_differences()) == []
