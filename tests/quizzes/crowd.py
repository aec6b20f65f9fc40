"""Many learners at once: rows written in bulk, as saving and handing in would have written them."""

import uuid
from itertools import count

from django.utils import timezone

from accounts.models import User
from course.models import Enrolment
from quizzes.marking import grade_of, marking, run_of
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, Quiz

_numbers = count(1)


def crowd(quiz: Quiz, size: int, *responses) -> list[Attempt]:
    """``size`` learners who handed the quiz in with these responses, one for each question of the bank in order."""
    now, edition = timezone.now(), quiz.unit.edition
    users = User.objects.bulk_create(
        User(email=f"crowd{next(_numbers)}@example.org", password="!", name="Cora Crowd") for _each in range(size)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(user=user, course=edition.course, edition=edition, holder_name=user.name, name_confirmed_at=now)
        for user in users
    )
    attempts = Attempt.objects.bulk_create(
        Attempt(enrolment=each, quiz=quiz, unit_key=quiz.unit.key, number=1, started_at=now, seed=uuid.uuid4().hex)
        for each in enrolments
    )
    bank = list(quiz.bank.select_related("version"))
    items = AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt, position=position, bank_item=item, question_id=item.version.question_id,
            version=item.version, points=item.points, option_order=item.version.data.option_ids(),
            response=response, seq=1, saved_at=now,
        )
        for attempt in attempts
        for position, (item, response) in enumerate(zip(bank, responses, strict=True), 1)
    )  # fmt: skip
    Attempt.objects.filter(quiz=quiz, state=Attempt.OPEN).update(
        state=Attempt.SUBMITTED, submitted_at=now, submit_reason=Attempt.SubmitReason.LEARNER
    )
    found = marking(attempts[0], {}, items[: len(bank)])
    runs = GradeRun.objects.bulk_create(run_of(attempt, found, 1, now) for attempt in attempts)
    grades = []
    for place, item in enumerate(items):
        grade = grade_of(runs[place // len(bank)], found.items[place % len(bank)])
        grade.item = item
        grades.append(grade)
    ItemGrade.objects.bulk_create(grades)
    return attempts
