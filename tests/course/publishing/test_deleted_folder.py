"""A course whose folder was deleted after its publication goes on to its certificate."""

import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from certificates.models import Certificate
from course.publishing import publish
from course.source import read_course
from tests.course.course_folder import QUIZ_FILES, write_course
from tests.factories import enrol, make_provider
from tests.quizzes.factories import page
from tests.quizzes.sitting.test_sitting import hidden

pytestmark = pytest.mark.django_db
SLUG = "tiny-course"


@pytest.fixture
def edition(settings, tmp_path):
    """Of a folder that is on the server no more."""
    settings.CONTENT_ROOT = tmp_path
    make_provider()
    folder = write_course(tmp_path, **QUIZ_FILES)
    edition = publish(read_course(folder))
    shutil.rmtree(folder)
    return edition


def shown(client, name: str, *arguments: object):
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return answer


def test_learners_take_it_to_its_certificate(
    client, ada, edition, django_capture_on_commit_callbacks
):
    client.force_login(ada)
    enrolment = enrol(ada, edition)
    for name in ("course", "mine", "references", "glossary"):
        shown(client, f"course:{name}", SLUG)
    lesson = shown(client, "course:unit", SLUG, "welcome").content.decode()
    asset = edition.assets.get()
    picture = reverse("course:asset", args=[SLUG, f"{asset.sha256}{asset.suffix}"])
    assert picture in lesson
    assert b"".join(client.get(picture).streaming_content).startswith(b"<svg")

    for key in ("welcome", "second"):
        client.post(reverse("course:complete", args=[SLUG, key]))
    question = client.post(reverse("quizzes:start", args=[SLUG, "start-quiz"])).headers["Location"]
    client.post(question, hidden(client, question) | {"answer": "a"})
    attempt = enrolment.attempts.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(attempt, "submit"), hidden(client, page(attempt, "review")))
        client.post(reverse("certificates:statement", args=[SLUG]), {"is_own_work": "on"})
    certificate = Certificate.objects.get(enrolment=enrolment)
    shown(client, "certificates:pdf", certificate.shown_code)
    shown(client, "certificates:guide", SLUG)


def test_staff_get_it_back_and_are_told_where_a_command_finds_no_folder(
    client, grace, edition, tmp_path
):
    client.force_login(grace)
    shown(client, "staff:editions")
    with pytest.raises(CommandError, match="nothing was published"):
        call_command("publish_course", tmp_path / SLUG, stderr=StringIO())
    call_command("export_course", SLUG, tmp_path / "again", stdout=StringIO())
    assert read_course(tmp_path / "again").digest == edition.digest
