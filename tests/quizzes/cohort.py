"""Many learners at once: attempts with the answers that a test names, written in bulk, marked by
the real scorers."""

import random
from collections.abc import Iterable, Mapping, Sequence
from itertools import count, islice

from django.utils import timezone

from accounts.models import User
from course.models import Enrolment
from quizzes.marking.kept_counts import count_again, count_gains_again
from quizzes.marking.markings import compute_marking, unsaved_grade, unsaved_run
from quizzes.models import Attempt, AttemptItem, BankItem, GradeRun, ItemGrade, Quiz

_numbers = count(1)
Answers = Mapping[
    int, object
]  # the position of a question in the bank: the response, None for none


def cohort(quiz: Quiz, answers: Sequence[Answers], hand_in: bool = True) -> list[Attempt]:
    """One whole attempt at ``quiz`` for each of ``answers``, by as many new learners, handed in
    and marked or open."""
    edition, now = quiz.unit.edition, timezone.now()
    users = User.objects.bulk_create(
        User(email=f"cohort{next(_numbers)}@example.org", password="!") for _ in answers
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            user=user,
            course=edition.course,
            edition=edition,
            holder_name="Cora Cohort",
            name_confirmed_at=now,
        )
        for user in users
    )
    return again(quiz, enrolments, answers, hand_in=hand_in)


def crowd(quiz: Quiz, size: int, *responses: object) -> list[Attempt]:
    """``size`` learners who all gave these responses to the questions of the bank, in their
    order."""
    return cohort(quiz, [dict(enumerate(responses, 1))] * size)


def again(
    quiz: Quiz,
    enrolments: Iterable[Enrolment],
    answers: Sequence[Answers],
    number: int = 1,
    puts_right: AttemptItem | None = None,
    hand_in: bool = True,
) -> list[Attempt]:
    """As ``cohort``, by learners who are enrolled already: their attempt ``number``."""
    bank, now = (
        {item.position: item for item in quiz.bank.select_related("version")},
        timezone.now(),
    )
    attempts = Attempt.objects.bulk_create(
        Attempt(
            enrolment=enrolment,
            quiz=quiz,
            unit_key=quiz.unit.key,
            number=number,
            started_at=now,
            puts_right=puts_right,
        )
        for enrolment in enrolments
    )
    items = AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=place,
            bank_item=(item := bank[position]),
            question_id=item.version.question_id,
            version=item.version,
            points=item.points,
            option_order=list(item.version.data.options.ids),
            response=response,
            sureness=3,
        )
        for attempt, mine in zip(attempts, answers, strict=True)
        for place, (position, response) in enumerate(mine.items(), 1)
    )
    if not hand_in:
        return attempts
    chosen = Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts])
    chosen.update(
        state=Attempt.SUBMITTED, submitted_at=now, submit_reason=Attempt.SubmitReason.LEARNER
    )
    order = iter(items)
    found = [
        compute_marking(attempt, {}, list(islice(order, len(mine))))
        for attempt, mine in zip(attempts, answers, strict=True)
    ]
    runs = GradeRun.objects.bulk_create(
        unsaved_run(attempt, each, 1, now) for attempt, each in zip(attempts, found, strict=True)
    )
    ItemGrade.objects.bulk_create(
        unsaved_grade(run, item)
        for run, each in zip(runs, found, strict=True)
        for item in each.items
    )
    count_again([], [run.pk for run in runs])
    count_gains_again([], [run.pk for run in runs])
    return attempts


def likely(quiz: Quiz, learners: int, seed: int = 1, asked: int | None = None) -> list[Answers]:
    """Answers as learners of different ability would give them to questions of different
    difficulty (1PL); of each, to ``asked`` questions, drawn anew."""
    chance, bank = random.Random(seed), list(quiz.bank.select_related("version"))
    found = []
    for _learner in range(learners):
        ability = chance.gauss(1, 1)
        mine = chance.sample(bank, asked) if asked else bank
        found.append({item.position: _answer(item, ability, len(bank), chance) for item in mine})
    return found


def _answer(item: BankItem, ability: float, questions: int, chance: random.Random) -> object:
    question = item.version.data
    if chance.random() < 1 / (1 + 2.718 ** (3 * item.position / questions - 1 - ability)):
        return question.best_response()
    has_options = item.version.kind in {"single", "multi"}
    wrong = (
        [each for each in question.options.ids if each not in question.key_ids()]
        if has_options
        else []
    )
    if not wrong or chance.random() < 0.05:
        return None
    option = wrong[min(int(chance.expovariate(1)), len(wrong) - 1)]
    return [option] if item.version.kind == "multi" else option
