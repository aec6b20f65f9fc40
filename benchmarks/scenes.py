"""The scenes; each returns a Scene (benchmarks/timing.py)."""

import uuid
from functools import cache
from tempfile import mkdtemp

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from markdown import markdown
from weasyprint import HTML

from accounts.models import User
from benchmarks import quiz_scenes
from benchmarks.many_attempts import quiz_statistics
from benchmarks.timing import Scene, median_ms
from certificates.issuing import issue
from certificates.models import Certificate, LookupCount
from course.models import Completion, Edition, Enrolment
from course.publishing import publish
from course.source import read_course
from quizzes.models import Attempt, Quiz
from quizzes.sitting import attempts
from tests.factories import enrol, make_provider, make_user

CONTENT = settings.CONTENT_ROOT / "ketamine-basics"


@cache
def edition() -> Edition:
    """Return the course of the repository, published once for all scenes."""
    settings.MEDIA_ROOT = mkdtemp(prefix="waymark-bench-")
    published = publish(read_course(CONTENT))
    assert published
    return published


@cache
def learner() -> tuple[User, Enrolment, Client]:
    """Return a signed-in learner in progress, made once for all scenes."""
    user = make_user("bench@example.org", name="Ada Lovelace")
    enrolment = enrol(user, edition())
    client = Client()
    client.force_login(user)
    return user, enrolment, client


def lesson_page() -> Scene:
    """Show a lesson with outline and references, against the smallest page of the site."""
    _user, _enrolment, client = learner()
    url = reverse("course:unit", args=[edition().course.slug, "routes"])
    return (
        "lesson page, signed in",
        lambda: client.get(url),
        "robots.txt",
        lambda: client.get("/robots.txt"),
        40,
    )


def many_learners() -> Scene:
    """Show my course beside 2,000 other learners, against the same page without them."""
    _user, _enrolment, client = learner()
    url = reverse("course:mine", args=[edition().course.slug])
    alone = median_ms(lambda: client.get(url), 40)
    now = timezone.now()
    users = User.objects.bulk_create(
        User(email=f"crowd{n}@example.org", password="!") for n in range(2000)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            user=user,
            course=edition().course,
            edition=edition(),
            holder_name="A",
            name_confirmed_at=now,
        )
        for user in users
    )
    Completion.objects.bulk_create(
        Completion(
            enrolment=enrolment,
            unit=unit,
            unit_key=unit.key,
            revision=1,
            completed_at=now,
            completed_on=now.date(),
        )
        for enrolment in enrolments
        for unit in edition().units.all()[:5]
    )
    return (
        "my course among 2,000 learners",
        lambda: client.get(url),
        "the same page, alone",
        alone,
        40,
    )


def save_answer() -> Scene:
    """Save one answer over HTTP, against the smallest page of the site."""
    _user, enrolment, client = learner()
    quiz = Quiz.objects.select_related("unit").first()
    assert quiz
    attempt = attempts.start(enrolment, quiz, timezone.now())
    item = attempt.items.select_related("version").filter(version__kind="single").first()
    assert item

    def save() -> object:
        item.refresh_from_db()
        data = {"answer": item.option_order[item.seq % 2], "seq": item.seq, "go": "stay"}
        return client.post(item.url, data)

    return "an answer saved", save, "robots.txt", lambda: client.get("/robots.txt"), 40


def publication() -> Scene:
    """Read, check and render the whole course, against plain Markdown of its texts."""
    texts = [path.read_text() for path in CONTENT.rglob("*.md")]
    return (
        "course folder read and checked",
        lambda: read_course(CONTENT),
        "plain Markdown of its texts",
        lambda: [markdown(text, extensions=["tables"]) for text in texts],
        3,
    )


def certificate() -> Scene:
    """Complete a course and issue its certificate, against rendering a bare page."""
    edition()
    make_provider()
    numbers = iter(range(1000))

    def complete_course() -> object:
        user = make_user(f"holder{next(numbers)}@example.org", name="Ada Lovelace")
        enrolment = enrol(user, edition())
        for unit in edition().units.all():
            enrolment.complete(unit)
        return issue(enrolment, edition().course.slug)

    return (
        "a course completed and its certificate issued",
        complete_course,
        "one bare page of PDF",
        render_bare_page,
        5,
    )


def render_bare_page() -> object:
    """Render a short page as a PDF, without our fonts and styles."""
    return HTML(
        string="<html><body><h1>Ada Lovelace</h1><p>completed a course.</p></body></html>"
    ).write_pdf()


def verification() -> Scene:
    """Show the public page of a certificate, against the smallest page of the site."""
    certificate = Certificate.objects.first()
    assert certificate
    client, url = Client(), certificate.get_absolute_url() + "?bench"

    def ask() -> object:
        LookupCount.objects.all().delete()
        return client.get(url)

    return "verification page", ask, "robots.txt", lambda: client.get("/robots.txt"), 30


def submission() -> Scene:
    """Start, hand in and mark a quiz of twelve, against reading its items back."""
    user = make_user("submitter@example.org", name="Ada Lovelace")
    enrolment = enrol(user, edition())
    quiz = Quiz.objects.select_related("unit").first()
    assert quiz

    def sit() -> object:
        attempt = attempts.start(enrolment, quiz, timezone.now())
        return attempts.submit(attempt, uuid.uuid4(), timezone.now())

    def read() -> object:
        attempt = Attempt.objects.filter(enrolment=enrolment).first()
        assert attempt
        return list(attempt.items.select_related("version"))

    return "a quiz of 12 started, handed in and marked", sit, "its 12 items read", read, 10


SCENES = (
    lesson_page,
    save_answer,
    many_learners,
    submission,
    publication,
    certificate,
    verification,
    quiz_statistics,
    *quiz_scenes.SCENES,
)
