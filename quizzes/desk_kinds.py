"""What waits on the desk of quizzes."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.desk.waiting import Section, Waiting
from accounts.models import User
from quizzes.models import Attempt, ItemReport
from quizzes.sitting.out_of_tries import last_attempts

LATELY = timedelta(days=30)


def _reports(reader: User) -> list[QuerySet[Any]]:
    return [ItemReport.objects.open()]


def _out_of_tries(reader: User) -> list[QuerySet[Any]]:
    lately = last_attempts().filter(submitted_at__gt=timezone.now() - LATELY)
    return [Attempt.objects.filter(pk__in=lately.order_by().values("pk"))]


KINDS_OF_QUIZZES = (
    Waiting(
        key="question-reports",
        section=Section.PEOPLE,
        permissions=("quizzes.answer_report",),
        lists=_reports,
        since="reported_at",
        title=_("Reports about questions"),
        why=_("Learners say that a question is wrong, unclear or out of date."),
        act=_("Answer them"),
        url_name="quizzes:staff_reports",
    ),
    Waiting(
        key="out-of-tries",
        section=Section.PEOPLE,
        permissions=("course.view_timeline", "quizzes.grant_accommodation"),
        lists=_out_of_tries,
        since="submitted_at",
        title=_("Learners out of tries in the last 30 days"),
        why=_("They have used every attempt at a quiz and have not passed it."),
        act=_("See who they are"),
        url_name="quizzes:staff_out_of_tries",
        is_kept=True,
    ),
)
