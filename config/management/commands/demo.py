"""Take a demo learner through the whole course: its pages, and a right answer to each question."""

import html
import re
import time
from collections.abc import Callable
from copy import copy
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from certificates import corrections, printing
from certificates.corrections import Correction
from certificates.models import Certificate, Evidence
from config.demo_accounts import DOMAIN, demo_user
from course.models import Course, Enrolment, Unit
from quizzes.models import Attempt
from quizzes.sitting.attempts import save_answer

NAME_BEFORE_AT = "finisher"
CORRECTED_NAME = "Zoë Łukasiewicz"
# A statement of joint accreditation, in the length that providers print.
ACCREDITATION = (
    "In support of improving patient care, this activity has been planned and implemented by the "
    "demo provider, which is not a real organization. A real provider is jointly accredited by the "
    "bodies of three professions to provide continuing education for the healthcare team, and says "
    "so here. The demo provider designates this enduring material for a maximum of 6.75 credits of "
    "nobody. Learners should claim only the credit that is commensurate with the extent "
    "of their participation in the activity. This statement stands here so that everybody can see "
    "how a certificate looks with one as long as those boards ask for."
)
FOLDER = Path(settings.BASE_DIR) / "demo"
ACCREDITED_FILE = FOLDER / "certificate-accredited.pdf"
CORRECTED_FILE = FOLDER / "certificate-corrected.pdf"
HIDDEN_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Command(BaseCommand):
    help = (
        "Take a demo learner through every lesson and quiz; "
        "leave its certificate (also accredited, and corrected), guide and audit pack in demo/."
    )

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo learner is made only where DEBUG is on: "
                "the environment or var/.env turns it off."
            )
        course = Course.objects.order_by("pk").first()
        if course is None:
            raise CommandError("No course is published yet. Run: make setup")

        user = demo_user(NAME_BEFORE_AT, "Zoë Łukasiewicz-Đặng")
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(user)
        self.print_time(
            "Course taken and certificate issued",
            lambda: self.take_course(course, user.name),
        )
        certificate = self.issued_certificate(course, user)
        self.fetch_documents(course, certificate)
        self.write_accredited(certificate)
        corrected = self.correct_name(certificate)
        self.fetch(reverse("certificates:pdf", args=[corrected.code]), CORRECTED_FILE)
        self.print_verification(corrected)

    def print_verification(self, certificate: Certificate) -> None:
        """Print the certificate's code and the address of its public page."""
        record_url = reverse("certificates:record", args=[certificate.code])
        self.stdout.write(f"Verification code: {certificate.shown_code}")
        self.stdout.write(f"Check it at {settings.BASE_URL}{record_url}")

    def write_accredited(self, certificate: Certificate) -> None:
        """Write how the certificate would look with a statement of accreditation."""
        # A sample: the record of the demo stays as it was issued, without credit.
        certificate = copy(certificate)
        certificate.accreditation = ACCREDITATION
        certificate.limits = ""
        ACCREDITED_FILE.write_bytes(printing.render(certificate))

    def correct_name(self, certificate: Certificate) -> Certificate:
        """Return the certificate with the corrected name; what it is after the first demo."""
        if certificate.supersedes:
            return certificate
        staff = demo_user("admin", "Demo Admin", is_staff=True, is_superuser=True)
        evidence = Evidence.NAME_CHANGE
        correction = Correction(CORRECTED_NAME, staff, "Shown in the demo.", evidence)
        return corrections.correct(certificate, correction)

    def issued_certificate(self, course: Course, user: User) -> Certificate:
        """Return the learner's newest certificate; raise CommandError if there is none."""
        enrolment = Enrolment.objects.of(user).active().get(course=course)
        certificate = Certificate.objects.filter(enrolment=enrolment).order_by("pk").last()
        if certificate is None:
            raise CommandError(
                "The course is not finished, or the certificate is still being made; "
                "run this again."
            )
        return certificate

    def fetch_documents(self, course: Course, certificate: Certificate) -> None:
        """Write the certificate and the guide into the folder ``demo``."""
        FOLDER.mkdir(exist_ok=True)
        certificate_url = reverse("certificates:pdf", args=[certificate.code])
        guide_url = reverse("certificates:guide", args=[course.slug])
        self.print_time(
            "Certificate fetched",
            lambda: self.fetch(certificate_url, FOLDER / "certificate.pdf"),
        )
        self.print_time(
            "Guide fetched",
            lambda: self.fetch(guide_url, FOLDER / "guide.pdf"),
        )
        pack_url = reverse("certificates:audit_pack", args=[certificate.code])
        self.print_time(
            "Audit pack fetched",
            lambda: self.fetch(pack_url, FOLDER / "audit-pack.zip", b"PK"),
        )

    def print_time(self, what: str, action: Callable[[], object]) -> None:
        """Call ``action`` and print how long it took."""
        started = time.perf_counter()
        action()
        self.stdout.write(f"{what} in {time.perf_counter() - started:.2f} s")

    def fetch(self, url: str, file: Path, beginning: bytes = b"%PDF") -> None:
        """Write a file of the site to ``file``; raise CommandError if it begins otherwise."""
        answer = self.client.get(url)
        body = answer.getvalue()
        if answer.status_code != 200 or not body.startswith(beginning):
            raise CommandError(f"{url} answered {answer.status_code}, not {file.name}.")
        file.write_bytes(body)

    def post(self, url: str, **data: str | list[str]) -> None:
        """Send a form; raise CommandError unless the answer is a redirect."""
        answer = self.client.post(url, data)
        if answer.status_code != 302:
            raise CommandError(
                f"{url} answered {answer.status_code} to a learner who does everything right."
            )

    def take_course(self, course: Course, name: str) -> None:
        """Enrol, and complete every lesson and quiz that is not completed yet."""
        enrol_url = reverse("course:enrol", args=[course.slug])
        self.post(enrol_url, holder_name=name, disclosures_read="on", time_zone="UTC")
        enrolments = Enrolment.objects.active().filter(course=course)
        enrolment = enrolments.get(user__email=NAME_BEFORE_AT + DOMAIN)
        for unit in enrolment.remaining():
            self.client.get(unit.get_absolute_url())
            if unit.kind == Unit.Kind.LESSON:
                self.post(reverse("course:complete", args=[course.slug, unit.key]))
            else:
                self.pass_quiz(enrolment, unit)
        self.post(reverse("certificates:statement", args=[course.slug]), is_own_work="on")

    def pass_quiz(self, enrolment: Enrolment, unit: Unit) -> None:
        """Start a quiz, answer every question rightly, and hand it in."""
        self.post(reverse("quizzes:start", args=[enrolment.course.slug, unit.key]))
        attempt = Attempt.objects.of(enrolment).at(unit.key).open().get()
        for item in attempt.items.select_related("version"):
            response = item.version.data.best_response()
            save_answer(item, response, seq=item.seq, at=timezone.now())
        self.post(attempt.url("submit"), **self.hidden_fields(attempt.url("review")))

    def hidden_fields(self, url: str) -> dict[str, str]:
        """Return the hidden fields of the forms on a page."""
        page = self.client.get(url).content.decode()
        return {name: html.unescape(value) for name, value in HIDDEN_FIELD.findall(page)}
