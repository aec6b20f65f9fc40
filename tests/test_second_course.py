"""A second course beside the first, on another subject, from its page to its certificate.

None of its pages, mails and papers says a word of the first course.
"""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import OutgoingMail
from certificates.models import Certificate
from course.models import Enrolment
from course.publishing import publish
from course.source import read_course
from quizzes.models import AttemptItem
from tests.course.course_folder import COURSE, write_course
from tests.factories import enrol, make_provider
from tests.quizzes.forms import form_of
from tests.quizzes.sitting.test_sitting import hidden

FOLDER = Path(__file__).resolve().parent / "courses" / "hand-hygiene"
FIRST_COURSES_WORDS = re.compile(
    r"ketamin|spravato|clinicians?\b|prescriber|therapist|\bnurse|\b988\b|\b911\b", re.IGNORECASE
)
FIRST_COURSE = (
    COURSE
    + """\
kind_of_course: A course for licensed clinicians
standing: [Not a license to provide ketamine.]
objectives_frame: On written cases, prescribers can
certificate_says: It does not license you to provide ketamine.
guide_caution: Ask a clinician.
"""
)
RIGHT = {
    "how-many": "5",
    "after-the-rail": "b",
    "which-moments": ["a", "b"],
    "spores-need": "a",
    "match-moments": {"p1": "a", "p2": "b"},
    "how-much": "3 mL",
    "steps": ["a", "b", "c"],
    "how-long": "b",
    "wash": "soap",
    "complete": {"g1": "20", "g2": "40"},
}


class Reader:
    """A browser that keeps the text of everything it was shown."""

    def __init__(self) -> None:
        self.client = Client()
        self.texts: dict[str, str] = {}

    def get(self, url: str) -> str:
        return self._keep(url, self.client.get(url))

    def post(self, url: str, fields: dict | None = None) -> str:
        """Send a form, keep the page that it leads to, and return the address of that page."""
        response = self.client.post(url, fields or {})
        assert response.status_code == 302, (url, response.content.decode())
        self.get(response.headers["Location"])
        return response.headers["Location"]

    def _keep(self, url: str, response) -> str:
        assert response.status_code == 200, (url, response.status_code)
        content = b"".join(response) if response.streaming else response.content
        if response.headers["Content-Type"] == "application/pdf":
            pages = PdfReader(BytesIO(content)).pages
            text = "\n".join(page.extract_text() for page in pages)
        else:
            text = content.decode()
        self.texts[url] = text
        return text


def take_quiz(reader: Reader, edition, key: str) -> None:
    reader.get(reverse("course:unit", args=[edition.course.slug, key]))
    url = reader.post(reverse("quizzes:start", args=[edition.course.slug, key]))
    items = AttemptItem.objects.filter(attempt__unit_key=key).order_by("position")
    for item in items:
        answer = form_of(item.version.data, RIGHT[item.version.question.ref])
        url = reader.post(url, hidden(reader.client, url) | answer)
    submit = url.replace("/review/", "/submit/")
    reader.post(submit, hidden(reader.client, url))


@pytest.fixture
def edition(tmp_path, db):
    """The newest edition of the second course; the first was published before it."""
    make_provider(country="GB", contact="desk@northgate.example")
    first = publish(read_course(write_course(tmp_path, **{"course.yaml": FIRST_COURSE})))
    assert first is not None
    second = publish(read_course(FOLDER))
    assert second is not None
    return second


@pytest.fixture
def reader(edition, ada, django_capture_on_commit_callbacks) -> Reader:
    """Ada, who learns in both courses, takes the second to its certificate, by forms alone."""
    first = edition.course.__class__.objects.get(slug="tiny-course").current_edition
    reader = Reader()
    slug = edition.course.slug
    for name in ("course", "references", "glossary"):
        reader.get(reverse(f"course:{name}", args=[slug]))
    reader.get(reverse("course:unit", args=[slug, "moments"]))  # the sample

    reader.client.force_login(ada)
    enrol(ada, first)
    with django_capture_on_commit_callbacks(execute=True):
        enrol_url = reverse("course:enrol", args=[slug])
        reader.get(enrol_url)
        name = {"holder_name": "Ada Lovelace", "disclosures_read": "on", "time_zone": "UTC"}
        reader.post(enrol_url, name)
        reader.get(reverse("course:roles", args=[slug]))
        reader.post(reverse("course:roles", args=[slug]), {"roles": ["cleaner"]})
        reader.get(reverse("course:holder_name", args=[slug]))
        for unit in edition.units.all():
            if unit.kind == unit.Kind.QUIZ:
                take_quiz(reader, edition, unit.key)
                continue
            reader.get(unit.get_absolute_url())
            reader.post(reverse("course:complete", args=[slug, unit.key]))
        reader.get(reverse("course:mine", args=[slug]))
        statement_url = reverse("certificates:statement", args=[slug])
        reader.get(statement_url)
        reader.post(statement_url, {"is_own_work": "on"})
    certificate = Certificate.objects.get()
    for url in (
        reverse("course:mine", args=[slug]),
        reverse("course:course", args=[slug]),
        reverse("certificates:guide", args=[slug]),
        reverse("certificates:pdf", args=[certificate.shown_code]),
        reverse("certificates:record", args=[certificate.shown_code]),
        reverse("certificates:record_json", args=[certificate.shown_code]),
        reverse("accounts:settings"),
        *(reverse("page", args=[name]) for name in ("privacy", "report", "accessibility")),
    ):
        reader.get(url)
    reader.texts |= {f"mail {mail.key}": mail.subject + mail.body for mail in mails()}
    return reader


def mails():
    return OutgoingMail.objects.all()


def test_it_is_taken_to_its_certificate_and_says_nothing_of_the_first_course(reader, edition):
    assert Enrolment.objects.get(course=edition.course).completed_at
    assert Certificate.objects.get().course_title == "Hand Hygiene: The Basics"
    assert mails().exists()
    assert len(reader.texts) > 30
    said = {name: FIRST_COURSES_WORDS.findall(text) for name, text in reader.texts.items()}
    assert {name: words for name, words in said.items() if words} == {}


def test_it_says_its_own_words(reader, edition):
    slug = edition.course.slug
    page = reader.texts[reverse("course:course", args=[slug])]
    standing = (
        "Education for the people who keep a ward clean. The rules of your own house come first."
    )
    assert "A free, self-paced course for everybody who works on a ward" in page
    assert "After about half an hour, you can" in page
    assert "It gives nobody permission to train others." in page
    assert "0 hours" not in page
    assert "About 22 minutes" in page
    lesson = reader.texts[reverse("course:unit", args=[slug, "moments"])]
    assert lesson.count(standing) == 2  # under the title, and at the foot
    assert 'data-roles="1"' in lesson
    assert 'class="box role role-1" id="role-cleaner"' in lesson
    assert 'data-mark="C">Cleaner' in lesson
    assert re.search(r'<p dir="rtl" id="paragraph-[0-9a-f]{10}" lang="ar">', lesson)
    guide = " ".join(reader.texts[reverse("certificates:guide", args=[slug])].split())
    assert "Hang it beside the sink." in guide
    assert "Glossary" not in guide
    assert "References" in guide


def test_where_no_course_is_shown_the_provider_says_whom_to_call(reader):
    for name in ("privacy", "report"):
        text = reader.texts[reverse("page", args=[name])]
        assert "In an emergency, call 999." in text
        assert "116 123" in text


# Where such a word may stand, and why.
EXCEPTIONS = {
    "course/text/ketamine_wording.py": "word rules that a course asks for by this name",
    "course/text/clinical_wording.py": "word rules that a course asks for by this name",
    "course/countries.py": "whom to call in the provider's country",
    "certificates/models/certificate.py": "what stands on certificates that were issued earlier",
    "course/text/word_rules.py": "the names of word rules",
}


def test_no_template_and_no_code_says_a_word_of_the_first_course():
    root = Path(settings.BASE_DIR)
    folders = ("accounts", "certificates", "config", "course", "quizzes", "static", "templates")
    paths = [path for folder in folders for path in (root / folder).rglob("*.*")]
    read = [path for path in paths if path.suffix in {".py", ".html", ".txt", ".css", ".js"}]
    found = {}
    for path in read:
        name = str(path.relative_to(root))
        is_left_out = "/content/" in name or "/migrations/" in name
        words = FIRST_COURSES_WORDS.findall(path.read_text())
        if words and not is_left_out:
            found[name] = words
    assert len(read) > 300
    assert found.keys() == EXCEPTIONS.keys(), found
