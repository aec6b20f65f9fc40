"""People with accounts, and the attempts that they have made."""

import uuid
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from course.models import Enrolment
from quizzes.kinds import KINDS
from quizzes.models import Attempt, Quiz
from quizzes.question.parts import PartedQuestion
from quizzes.sitting import attempts
from tests.factories import make_user

PASSWORD = "correct horse battery"


def member(email: str, name: str, **fields: Any) -> User:
    user = make_user(email, name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def wrong_answer(item: Any) -> Any:
    """A response that is worth nothing."""
    return wrong_response(item.version.data)


def wrong_response(question: Any) -> Any:
    kind = next(name for name, each in KINDS.items() if isinstance(question, each))
    if isinstance(question, PartedQuestion):
        return {part.id: wrong_response(part.question) for part in question.parts}
    if kind == "numeric":
        return f"7 {question.base_unit}".strip()
    if kind in {"text", "reflection"}:
        return "nothing of the kind"
    if kind == "order":
        return question.best_response()[::-1]
    if kind == "match":
        others = zip(question.choices, question.choices[1:] + question.choices[:1], strict=True)
        next_to = dict(others)
        return {premise: next_to[choice] for premise, choice in question.key.items()}
    distractor = next(each for each in question.options.ids if each not in question.key_ids())
    return [distractor] if kind == "multi" else distractor


def sit(
    enrolment: Enrolment,
    key: str,
    right: str,
    *,
    hand_in: bool = True,
    ago: timedelta = timedelta(),
) -> Attempt:
    """An attempt that was handed in, or is still open.

    right: a letter a question: y answered right, n wrong, anything else left out.
    ago: how long ago it was made; a quiz may ask for a wait before the next.
    """
    now = timezone.now() - ago
    attempt = attempts.start(
        enrolment, Quiz.objects.get(unit__edition=enrolment.edition, unit__key=key), now
    )
    for item, letter in zip(attempt.items.select_related("version"), right, strict=False):
        if letter in "yn":
            response = item.version.data.best_response() if letter == "y" else wrong_answer(item)
            sure = {"sureness": 3, "flagged": True} if letter == "n" else {}
            attempts.save_answer(item, response, seq=item.seq, at=now, **sure)
    return attempts.submit(attempt, uuid.uuid4(), now) if hand_in else attempt
