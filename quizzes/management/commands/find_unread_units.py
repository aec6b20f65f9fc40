"""Find answers that were marked wrong because of the word for a unit, and ask for a regrade."""

from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.models import User
from quizzes.models import QuestionVersion, RegradeOrder
from quizzes.readings import Rereading, find_rereadings
from quizzes.regrading import RegradeRefusedError, ask

NO_POINTS = (
    "The same key gives nobody more points. Where an answer was right, publish a version that lists its unit, and ask "
    "to mark by that."
)


class Command(BaseCommand):
    help = (
        "List what was marked wrong because the unit was written in other words (35 minutes beside min), by question "
        "version. Nothing is marked again before two people decided: with --ask-as and --reason the regrades are asked "
        "for, and somebody else approves each of them. Ends with 1 if one could not be asked for."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ask-as", metavar="EMAIL", help="who asks for the regrades; needs the permission to")
        parser.add_argument("--reason", default="", help="learners read it on their result")

    def handle(self, *args: Any, ask_as: str | None, reason: str, **options: Any) -> None:
        by = self._asker(ask_as, reason) if ask_as else None
        refused = versions = 0
        pairs = groupby(find_rereadings(), lambda each: (each.grade.item.version_id, each.grade.version_id))
        for (asked, marked_by), rereadings in pairs:
            versions += 1
            version = QuestionVersion.objects.select_related("question__course").get(pk=asked)
            to_version = QuestionVersion.objects.get(pk=marked_by)
            self.stdout.write(f"{version.question.ref}, version {version.number}:")
            is_worth_asking = False
            for each in rereadings:
                self.stdout.write(f"  {_line(each)}")
                is_worth_asking |= each.is_worth_more
            if not is_worth_asking:
                self.stdout.write(f"  {NO_POINTS}")
            elif by:
                refused += not self._ask(version, to_version, reason, by)
            else:
                self.stdout.write(f"  {_how_to_ask(version, to_version)}")
        self.stdout.write(f"{versions} question versions with such answers.")
        if refused:
            raise CommandError(f"{refused} regrades were not asked for; the lines above say why.")

    def _asker(self, email: str, reason: str) -> User:
        if not reason.strip():
            raise CommandError("Write --reason as well: learners read it on their result.")
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None or not user.has_perm("quizzes.order_regrade"):
            raise CommandError(f"{email} may not ask for regrades. Name somebody of the staff who may.")
        return user

    def _ask(self, version: QuestionVersion, to_version: QuestionVersion, reason: str, by: User) -> bool:
        """Ask for the regrade and print where it waits; False where it was refused."""
        try:
            order = ask(version, RegradeOrder.Action.RESCORE, to_version, reason, by)
        except RegradeRefusedError as error:
            self.stdout.write(f"  Not asked for: {error}")
            return False
        url = settings.BASE_URL + reverse("quizzes:staff_regrade", args=[order.pk])
        self.stdout.write(f"  Asked for. Somebody else decides: {url}")
        return True


def _line(each: Rereading) -> str:
    """Return where the grading is and what would become of it, without name or answer."""
    attempt = each.grade.run.attempt
    where = f"enrolment {attempt.enrolment.public_id}, {attempt.unit_key}, attempt {attempt.number}"
    today = f"{each.score.status}, {each.score.fraction}" if each.is_readable else "asked again"
    return f"{where}: marked {each.grade.status}, {each.grade.fraction}; today {today}"


def _how_to_ask(version: QuestionVersion, to_version: QuestionVersion) -> str:
    question = version.question
    path = reverse("quizzes:staff_regrade_ask", args=[question.course.slug, question.ref, version.number])
    return (
        f"To mark it again, ask at {settings.BASE_URL}{path} to mark by version {to_version.number}, "
        "or run this with --ask-as and --reason."
    )
