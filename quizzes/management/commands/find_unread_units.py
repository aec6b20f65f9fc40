"""Find answers that were marked wrong because of the word for a unit, and ask for a regrade."""

from argparse import ArgumentParser
from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts.approvals import ActRefusedError
from accounts.models import User
from quizzes.models import QuestionVersion, RegradeOrder
from quizzes.regrading.orders import ask
from quizzes.regrading.readings import Rereading, find_rereadings

NO_POINTS_ADVICE = (
    "The same key gives nobody more points. Where an answer was right, publish a version that "
    "lists its unit, and ask to mark by that."
)


class Command(BaseCommand):
    help = (
        "List what was marked wrong because the unit was written in other words (35 minutes "
        "beside min), by question version. Nothing is marked again before two people decided: "
        "with --ask-as and --reason the regrades are asked for, and somebody else approves each "
        "of them. Ends with 1 if one could not be asked for."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--ask-as", metavar="EMAIL", help="who asks for the regrades; needs the permission to"
        )
        parser.add_argument("--reason", default="", help="learners read it on their result")

    def handle(self, *args: object, ask_as: str | None, reason: str, **options: object) -> None:
        by = self._asker(ask_as, reason) if ask_as else None
        refused = versions = 0
        for (asked, marked_by), rereadings in groupby(find_rereadings(), _versions_of):
            versions += 1
            version = QuestionVersion.objects.select_related("question__course").get(pk=asked)
            to_version = QuestionVersion.objects.get(pk=marked_by)
            self.stdout.write(f"{version.question.ref}, version {version.number}:")
            if not self._list(rereadings):
                self.stdout.write(f"  {NO_POINTS_ADVICE}")
            elif by is None:
                self.stdout.write(f"  {_how_to_ask(version, to_version)}")
            elif not self._ask_for_regrade(version, to_version, reason, by):
                refused += 1
        self.stdout.write(f"{versions} question versions with such answers.")
        if refused:
            raise CommandError(f"{refused} regrades were not asked for; the lines above say why.")

    def _list(self, rereadings: Iterable[Rereading]) -> bool:
        """Print a line for each grade; return whether any would be worth more."""
        is_worth_asking = False
        for rereading in rereadings:
            self.stdout.write(f"  {_line(rereading)}")
            is_worth_asking |= rereading.is_worth_more
        return is_worth_asking

    def _asker(self, email: str, reason: str) -> User:
        if not reason.strip():
            raise CommandError("Write --reason as well: learners read it on their result.")
        user = User.objects.with_address(email).filter(is_active=True).first()
        if user is None or not user.has_perm("quizzes.order_regrade"):
            raise CommandError(
                f"{email} may not ask for regrades. Name somebody of the staff who may."
            )
        return user

    def _ask_for_regrade(
        self, version: QuestionVersion, to_version: QuestionVersion, reason: str, by: User
    ) -> bool:
        """Ask for the regrade and print where it waits; return False if it was refused."""
        try:
            order = ask(version, RegradeOrder.Action.RESCORE, to_version, reason, by)
        except ActRefusedError as error:
            self.stdout.write(f"  Not asked for: {error}")
            return False
        url = settings.BASE_URL + reverse("quizzes:staff_regrade", args=[order.pk])
        self.stdout.write(f"  Asked for. Somebody else decides: {url}")
        return True


def _versions_of(rereading: Rereading) -> tuple[int, int]:
    """Return the version that was asked, and the one it was marked by."""
    asked = rereading.grade.item.version_id
    return asked, rereading.grade.version_id or asked


def _line(rereading: Rereading) -> str:
    """Return which grade it is and what it would be today, without name or answer."""
    grade = rereading.grade
    attempt = grade.run.attempt
    where = f"enrolment {attempt.enrolment.public_id}, {attempt.unit_key}, attempt {attempt.number}"
    today = "asked again"
    if rereading.is_readable:
        today = f"{rereading.score.status}, {rereading.score.fraction}"
    return f"{where}: marked {grade.status}, {grade.fraction}; today {today}"


def _how_to_ask(version: QuestionVersion, to_version: QuestionVersion) -> str:
    question = version.question
    path = reverse(
        "quizzes:staff_regrade_ask", args=[question.course.slug, question.ref, version.number]
    )
    return (
        f"To mark it again, ask at {settings.BASE_URL}{path} to mark by version "
        f"{to_version.number}, or run this with --ask-as and --reason."
    )
