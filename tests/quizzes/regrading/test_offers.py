"""An edition that changes a right answer offers staff to have the old answers marked by it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from course.models import Edition
from course.publishing import publish
from course.source import read_course
from tests.course.course_folder import QUESTION, QUIZ_FILES, write_course
from tests.course.staff.test_staff import staff_with
from tests.quizzes.quiz_folder import changed

pytestmark = pytest.mark.django_db
QUESTION_FILE = "01-start/090-quiz/010-one-thing.md"
OTHER_ANSWER = changed(QUESTION, ("[x] (a)", "[ ] (a)"), ("[ ] (b)", "[x] (b)"))
CHANGES = "changes:\n  - {question: one-thing, mark: clinical, what: It is b now., why: A trial.}\n"
NEW_FILES = {**QUIZ_FILES, QUESTION_FILE: OTHER_ANSWER, "changes.yaml": CHANGES}
ASK = reverse("quizzes:staff_regrade_ask", args=["tiny-course", "one-thing", 1])
PAGE = reverse("staff:edition_changes", args=["tiny-course", 2])
NEXT = reverse("staff:next_edition", args=["tiny-course"])


@pytest.fixture
def first(tmp_path, settings) -> Edition:
    settings.CONTENT_ROOT = tmp_path / "now"
    edition = publish(read_course(write_course(tmp_path / "old", **QUIZ_FILES)))
    write_course(tmp_path / "now", **NEW_FILES)
    return edition


def publish_now(settings, *options) -> str:
    out = StringIO()
    folder = settings.CONTENT_ROOT / "tiny-course"
    call_command("publish_course", folder, "--accept-overdue", *options, stdout=out)
    return out.getvalue()


def text_of(client, address, **data) -> str:
    answer = client.post(address) if data.get("posted") else client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_command_says_where_a_marking_is_ordered(first, settings):
    settings.BASE_URL = "https://learn.example.org"
    text = publish_now(settings)
    assert "right answer changed: start-quiz, question one-thing (The quiz)" in text
    assert "Right answers that change: one-thing. Once it is published, you are told" in text
    assert (
        "The right answer of one-thing changed. Answers keep their marks until a marking is "
        f"ordered: https://learn.example.org{ASK}?edition=2\n"
    ) in text
    assert "ordered" not in publish_now(settings)


def test_the_page_of_the_edition_leads_to_a_form_that_is_filled_in(client, grace, first, settings):
    publish_now(settings)
    client.force_login(grace)
    assert f'href="{ASK}?edition=2"' in text_of(client, PAGE)
    assert PAGE in text_of(client, reverse("staff:editions"))
    form = client.get(f"{ASK}?edition=2").context["form"]
    assert form.initial == {
        "action": "rescore",
        "to_version": 2,
        "reason": "It is b now. A trial.",
    }
    text = text_of(client, f"{ASK}?edition=2")
    assert '<option value="2" selected' in text
    for other in ("", "?edition=1", "?edition=9", "?edition=x"):
        assert client.get(f"{ASK}{other}").context["form"].initial == {}


def test_other_words_of_the_same_answer_offer_no_marking(client, grace, first, settings, tmp_path):
    files = {
        QUESTION_FILE: QUESTION.replace("(a) One thing", "(a) A thing"),
        "changes.yaml": CHANGES.replace("clinical", "editorial"),
    }
    write_course(tmp_path / "now", **QUIZ_FILES | files)
    assert "ordered" not in publish_now(settings)
    client.force_login(grace)
    assert ASK not in text_of(client, PAGE)


def test_the_dry_run_shows_the_answers_to_editors_alone(client, first):
    shown = "<del>Right answer: One thing</del>"
    for more, is_shown in ((), False), (("course.publish_edition",), True):
        client.force_login(staff_with("course.view_editions", *more))
        text = text_of(client, NEXT, posted=True)
        assert "Right answer changed" in text
        assert "you are offered to have the answers marked again" in text
        assert (shown in text) is is_shown


def test_the_dry_run_prints_what_changes_yaml_lacks(client, grace, first, settings, tmp_path):
    (tmp_path / "now/tiny-course/changes.yaml").unlink()
    client.force_login(grace)
    text = text_of(client, NEXT, posted=True)
    assert "It cannot be published before changes.yaml explains it." in text
    assert "  - question: one-thing\n    mark:" in text
    with pytest.raises(CommandError, match="question: one-thing"):
        publish_now(settings, "--check")
