"""A small site with something in every state that an upgrade must keep.

Lea is in the middle of a quiz, Nia has failed it, Max has passed it and holds a certificate, and
that of Rex was revoked. ``python -m tests.upgrade.small_site`` makes it in an empty database.
"""

import os
import uuid
from typing import Any

from tests import environment  # noqa: F401

SLUG = "small-site"


def stand_in(code: str) -> bytes:
    """Return the file of a certificate of this site: short, and known from its number."""
    return f"%PDF-1.7 of {code}".encode()


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from certificates import printing

    printing.render = lambda certificate: stand_in(certificate.code)
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    fill()


def fill() -> None:
    from accounts import mail
    from certificates.models import Certificate
    from certificates.records.events import Act, revoke
    from course.models import Course
    from tests.factories import make_edition, make_provider, make_user
    from tests.quizzes import factories as make

    make_provider(address="1 North Street", contact="courses@northgate.example", country="GB")
    edition = make_edition(Course.objects.create(slug=SLUG))
    questions = make.single(), make.multi(), make.numeric(), make.text()
    quiz = make.make_quiz(*questions, edition=edition)
    for name in ("lea", "max", "nia", "rex"):
        _take(quiz, name)
    staff = make_user("grace@small.example", is_staff=True, is_superuser=True)
    certificate = Certificate.objects.get(holder_name="Rex Small")
    revoke(certificate, Act(by=staff, because="issued-in-error", note="What happened."))
    mail.deliver_due()


def _take(quiz: Any, name: str) -> None:
    """Read all lessons, then answer the quiz: two questions of it, all wrongly, or all rightly."""
    from django.utils import timezone

    from quizzes.sitting import attempts
    from tests.factories import enrol, make_user
    from tests.quizzes import factories as make

    edition = quiz.unit.edition
    enrolment = enrol(make_user(f"{name}@small.example", name=f"{name.title()} Small"), edition)
    enrolment.confirm_statement("I took this course myself.")
    for lesson in edition.units.filter(kind="lesson"):
        enrolment.complete(lesson)
    attempt = attempts.start(enrolment, quiz, timezone.now())
    if name == "lea":
        for item in attempt.items.order_by("position")[:2]:
            make.save(item, make.right_answer(item))
        return
    make.answer_all(attempt, right=name != "nia")
    _hand_in(attempt)


def _hand_in(attempt: Any) -> int:
    """Hand the attempt in as its learner does; return the status of the answer."""
    from django.test import Client

    client = Client()
    client.force_login(attempt.enrolment.user)
    return client.post(attempt.url("submit"), {"submit_key": uuid.uuid4()}).status_code


def put_files() -> None:
    """Put the files of the certificates where this site had them; SQL does not hold files."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT code, pdf_name FROM certificates_certificate")
        for code, name in cursor.fetchall():
            default_storage.save(name, ContentFile(stand_in(code)))


def go_on() -> dict[str, Any]:
    """Go on as the people of this site do after an upgrade; return what they find."""
    from certificates.models import Certificate
    from quizzes.models import Attempt
    from tests.quizzes import factories as make

    attempt = Attempt.objects.get(enrolment__user__email="lea@small.example")
    for item in attempt.items.order_by("position")[2:]:
        make.save(item, make.right_answer(item))
    handed_in = _hand_in(attempt)
    attempt.refresh_from_db()
    marking = attempt.runs.get()
    certificates = Certificate.objects.filter(course_slug=SLUG).exclude(holder_name="Lea Small")
    return {
        "lea": [handed_in, attempt.state, marking.earned, marking.possible, marking.passed],
        "certificates": {each.holder_name: _public_answer(each) for each in certificates},
    }


def _public_answer(certificate: Any) -> list[Any]:
    """Return the status of the public page and of the holder's file, and the state told there."""
    from django.test import Client
    from django.urls import reverse

    page = certificate.get_absolute_url()
    state = Client().get(f"{page.rstrip('/')}.json").json()["status"]
    holder = Client()
    holder.force_login(certificate.enrolment.user)
    file = holder.get(reverse("certificates:pdf", args=[certificate.code]))
    return [Client().get(page).status_code, file.status_code, state]


if __name__ == "__main__":
    main()
