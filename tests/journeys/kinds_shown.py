"""A quiz with a question of every kind, in every state, and who sees it: for the pictures."""

import uuid
from typing import Any

from django.utils import timezone

from quizzes.kinds import KINDS
from quizzes.models import Attempt, Quiz
from quizzes.sitting import attempts
from tests.factories import enrol, make_edition, make_user
from tests.journeys.people import wrong_answer
from tests.journeys.shown import Shown
from tests.quizzes import factories

EVERY_KIND = tuple(getattr(factories, kind)() for kind in KINDS)


def kinds_shown() -> list[Shown]:
    """Each kind before an answer, with one saved, with its reasons in practice, and in results.

    The results are shown with the key closed and open.
    """
    edition = make_edition(lessons=1)
    quizzes = {
        name: factories.make_quiz(*EVERY_KIND, edition=edition, key=f"kinds-{name}", **fields)
        for name, fields in {
            "fresh": {},
            "saved": {},
            "why": {"purpose": Quiz.Purpose.PRACTICE},
            "closed": {},
            "open": {"review": Quiz.Review.AFTER_SUBMIT},
        }.items()
    }
    enrolment = enrol(make_user("kinds@example.org", name="Kay Kind"), edition)
    shown = []
    for name, quiz in quizzes.items():
        attempt = attempts.start(enrolment, quiz, timezone.now())
        if name != "fresh":
            _answer(attempt, checked=name == "why", right=name in {"saved", "why"})
        if name in {"closed", "open"}:
            attempts.submit(attempt, uuid.uuid4(), timezone.now())
            shown.append(Shown(f"kinds-result-{name}", enrolment.user, attempt.get_absolute_url()))
        else:
            items = attempt.items.select_related("version")
            shown += [
                Shown(f"kind-{item.version.kind}-{name}", enrolment.user, item.url)
                for item in items
            ]
    return shown


def _answer(attempt: Attempt, **how: Any) -> None:
    for item in attempt.items.select_related("version"):
        response = item.version.data.best_response() if how["right"] else wrong_answer(item)
        attempts.save_answer(
            item, response, seq=item.seq, at=timezone.now(), checked=how["checked"]
        )
