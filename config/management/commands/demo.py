"""Take a demo learner through the whole course, on the pages that everybody uses."""

import html
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from config.demo_accounts import DOMAIN, demo_user
from course.models import Course, Enrolment, Unit
from quizzes.models import Attempt, AttemptItem
from quizzes.sitting.question_page import FIELD

NAME_BEFORE_AT = "finisher"
HIDDEN_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Command(BaseCommand):
    help = "Take a demo learner through every lesson and quiz; leave demo/certificate.pdf and demo/guide.pdf."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo learner is made only where DEBUG is on: the environment or var/.env turns it off."
            )
        course = Course.objects.order_by("pk").first()
        if course is None:
            raise CommandError("No course is published yet. Run: make setup")
        folder = Path(settings.BASE_DIR) / "demo"
        folder.mkdir(exist_ok=True)
        user = demo_user(NAME_BEFORE_AT, "Zoë Łukasiewicz-Đặng")
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(user)
        self.print_time(
            "Course taken and certificate issued", lambda: self.take_course(course, user.name)
        )
        enrolment = Enrolment.objects.of(user).active().get(course=course)
        certificate = Certificate.objects.filter(enrolment=enrolment).order_by("pk").last()
        if certificate is None:
            raise CommandError(
                "The course is not finished, or the certificate is still being made; run this again."
            )
        pdf = reverse("certificates:pdf", args=[certificate.code])
        guide = reverse("certificates:guide", args=[course.slug])
        self.print_time("Certificate fetched", lambda: self.fetch(pdf, folder / "certificate.pdf"))
        self.print_time("Guide fetched", lambda: self.fetch(guide, folder / "guide.pdf"))
        self.stdout.write(f"Verification code: {certificate.shown_code}")
        self.stdout.write(
            f"Check it at {settings.BASE_URL}{reverse('certificates:record', args=[certificate.code])}"
        )

    def print_time(self, what: str, action: Callable[[], object]) -> None:
        """Call ``action`` and print how long it took."""
        started = time.perf_counter()
        action()
        self.stdout.write(f"{what} in {time.perf_counter() - started:.2f} s")

    def fetch(self, url: str, file: Path) -> None:
        """Write a PDF of the site to ``file``; raise CommandError if it is none."""
        answer = self.client.get(url)
        body = answer.getvalue()
        if answer.status_code != 200 or not body.startswith(b"%PDF"):
            raise CommandError(f"{url} answered {answer.status_code}, not a PDF.")
        file.write_bytes(body)

    def post(self, url: str, **data: Any) -> Any:
        """Send a form; raise CommandError unless the answer is a redirect."""
        answer = self.client.post(url, data)
        if answer.status_code != 302:
            raise CommandError(
                f"{url} answered {answer.status_code} to a learner who does everything right."
            )
        return answer

    def take_course(self, course: Course, name: str) -> None:
        """Enrol, and complete every lesson and quiz that is not completed yet."""
        self.post(
            reverse("course:enrol", args=[course.slug]), holder_name=name, disclosures_read="on"
        )
        enrolment = Enrolment.objects.active().get(
            course=course, user__email=NAME_BEFORE_AT + DOMAIN
        )
        for unit in enrolment.remaining():
            self.client.get(unit.get_absolute_url())
            if unit.kind == Unit.Kind.LESSON:
                self.post(reverse("course:complete", args=[course.slug, unit.key]))
            else:
                self.pass_quiz(enrolment, unit)

    def pass_quiz(self, enrolment: Enrolment, unit: Unit) -> None:
        """Start a quiz, answer every question rightly, and hand it in."""
        self.post(reverse("quizzes:start", args=[enrolment.course.slug, unit.key]))
        attempt = Attempt.objects.of(enrolment).at(unit.key).open().get()
        for item in attempt.items.select_related("version"):
            for form in right_forms(item):
                self.post(item.url, **self.hidden_fields(item.url) | form)
        self.post(attempt.url("submit"), **self.hidden_fields(attempt.url("review")))

    def hidden_fields(self, url: str) -> dict[str, str]:
        """Return the hidden fields of the forms on a page."""
        page = self.client.get(url).content.decode()
        return {name: html.unescape(value) for name, value in HIDDEN_FIELD.findall(page)}


def right_forms(item: AttemptItem) -> list[dict[str, list[str]]]:
    """Return the forms to send for a right answer, one after the other."""
    question = item.version.data
    return question.forms_of(question.best_response(), FIELD)
