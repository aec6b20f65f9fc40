"""Take a demo learner through the whole course, by the same pages as everybody."""

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
from quizzes.questions import FIELD

NAME_BEFORE_AT = "finisher"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


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
        self.timed("Course taken and certificate issued", lambda: self.take(course, user.name))
        enrolment = Enrolment.objects.of(user).active().get(course=course)
        certificate = Certificate.objects.filter(enrolment=enrolment).order_by("pk").last()
        if certificate is None:
            raise CommandError("The course is not finished, or the certificate is still being made; run this again.")
        pdf = reverse("certificates:pdf", args=[certificate.code])
        guide = reverse("certificates:guide", args=[course.slug])
        self.timed("Certificate fetched", lambda: self.fetch(pdf, folder / "certificate.pdf"))
        self.timed("Guide fetched", lambda: self.fetch(guide, folder / "guide.pdf"))
        self.stdout.write(f"Verification code: {certificate.shown_code}")
        self.stdout.write(f"Check it at {settings.BASE_URL}{reverse('certificates:record', args=[certificate.code])}")

    def timed(self, what: str, act: Callable[[], object]) -> None:
        started = time.perf_counter()
        act()
        self.stdout.write(f"{what} in {time.perf_counter() - started:.2f} s")

    def fetch(self, url: str, file: Path) -> None:
        answer = self.client.get(url)
        body = answer.getvalue()
        if answer.status_code != 200 or not body.startswith(b"%PDF"):
            raise CommandError(f"{url} answered {answer.status_code}, not a PDF.")
        file.write_bytes(body)

    def post(self, url: str, **data: Any) -> Any:
        answer = self.client.post(url, data)
        if answer.status_code != 302:
            raise CommandError(f"{url} answered {answer.status_code} to a learner who does everything right.")
        return answer

    def take(self, course: Course, name: str) -> None:
        """Enrol, read every lesson, pass every quiz: only what is not done yet."""
        self.post(reverse("course:enrol", args=[course.slug]), holder_name=name, disclosures_read="on")
        enrolment = Enrolment.objects.active().get(course=course, user__email=NAME_BEFORE_AT + DOMAIN)
        for unit in enrolment.remaining():
            self.client.get(unit.get_absolute_url())
            if unit.kind == Unit.Kind.LESSON:
                self.post(reverse("course:complete", args=[course.slug, unit.key]))
            else:
                self.pass_quiz(enrolment, unit)

    def pass_quiz(self, enrolment: Enrolment, unit: Unit) -> None:
        self.post(reverse("quizzes:start", args=[enrolment.course.slug, unit.key]))
        attempt = Attempt.objects.get(enrolment=enrolment, unit_key=unit.key, state=Attempt.OPEN)
        for item in attempt.items.select_related("version"):
            for form in right_forms(item):
                self.post(item.url, **self.hidden_fields(item.url) | form)
        self.post(attempt.url("submit"), **self.hidden_fields(attempt.url("review")))

    def hidden_fields(self, url: str) -> dict[str, str]:
        """What the forms of a page carry."""
        page = self.client.get(url).content.decode()
        return {name: html.unescape(value) for name, value in HIDDEN.findall(page)}


def right_forms(item: AttemptItem) -> list[dict[str, list[str]]]:
    """What the forms would send for a right answer, one after the other."""
    question = item.version.data
    return question.forms_of(question.best_response(), FIELD)
