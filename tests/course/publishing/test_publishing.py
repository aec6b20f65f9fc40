"""Publishing: whole or nothing, once for the same content, and never behind a learner's back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from accounts.models import AuditEvent
from course.models import Asset, Course, Edition, Enrolment, Passage, Unit
from course.publishing import publish
from course.signals import edition_built
from course.source import SourceError, read_course
from quizzes.models import BankItem, QuestionVersion
from tests.course.course_folder import (
    FIRST_LESSON,
    LESSON,
    QUESTION,
    QUIZ_FILES,
    SECOND,
    write_course,
)
from tests.course.staff.test_staff import staff_with
from tests.factories import enrol

pytestmark = pytest.mark.django_db
QUESTION_FILE = "01-start/090-quiz/010-one-thing.md"


@pytest.fixture
def folder(tmp_path):
    return write_course(tmp_path, **QUIZ_FILES)


def run(folder, *options) -> str:
    out = StringIO()
    call_command(
        "publish_course", str(folder), "--accept-overdue", *options, stdout=out, stderr=out
    )
    return out.getvalue()


def counts():
    return {
        model.__name__: model.objects.count()
        for model in (Course, Edition, Unit, Passage, QuestionVersion, BankItem)
    }


def test_a_published_edition_holds_everything_its_pages_show(folder):
    edition = publish(read_course(folder))
    assert (edition.number, edition.title, edition.pass_mark) == (1, "A tiny course", 80)
    assert [(unit.number, unit.key, unit.kind) for unit in edition.units.all()] == [
        ("1.1", "welcome", "lesson"),
        ("1.2", "second", "lesson"),
        ("", "start-quiz", "quiz"),
    ]
    assert edition.minutes == sum(unit.minutes for unit in edition.units.all())
    welcome = edition.units.get(key="welcome")
    html_by_key = dict(welcome.passages.values_list("key", "html"))
    assert {
        "a-section",
        "numbers",
        "drawing",
        "danger",
        "role-nurse",
        "unknown",
        "key-points",
    } <= html_by_key.keys()
    assert all(f'id="{key}"' in html for key, html in html_by_key.items())
    assert welcome.passages.get(key="danger").critical
    assert [(row.number, row.reference.tag) for row in welcome.unit_references.all()] == [
        (1, "R1"),
        (2, "R2"),
    ]
    assert sorted(welcome.facts.values_list("tag", flat=True)) == ["F1", "F2"]
    assert edition.guide_pages.get().title == "At a glance"
    assert BankItem.objects.get().remediation_url.endswith("/units/welcome/#a-section")


def test_the_same_content_again_publishes_nothing(folder):
    publish(read_course(folder))
    before = counts()
    assert publish(read_course(folder)) is None
    assert "Nothing has changed" in run(folder)
    assert counts() == before


def test_a_question_that_did_not_change_keeps_its_version(tmp_path):
    publish(read_course(write_course(tmp_path, **QUIZ_FILES)))
    changed = SECOND.replace("The second lesson", "The other lesson")
    publish(
        read_course(write_course(tmp_path, **QUIZ_FILES, **{"01-start/020-second.md": changed}))
    )
    assert [
        (version.question.ref, version.number) for version in QuestionVersion.objects.all()
    ] == [("one-thing", 1)]
    reworded = QUESTION.replace("(b) No thing", "(b) Nothing at all")
    publish(read_course(write_course(tmp_path, **(QUIZ_FILES | {QUESTION_FILE: reworded}))))
    assert sorted(QuestionVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_a_receiver_that_raises_undoes_the_whole_publication(folder):
    def refuse(sender, **kwargs):
        raise IntegrityError("no")

    edition_built.connect(refuse)
    try:
        with pytest.raises(IntegrityError):
            publish(read_course(folder))
    finally:
        edition_built.disconnect(refuse)
    assert not any(counts().values())


def test_a_broken_folder_leaves_the_published_course_untouched(tmp_path):
    publish(read_course(write_course(tmp_path, **QUIZ_FILES)))
    before = counts()
    broken = write_course(
        tmp_path, **QUIZ_FILES, **{FIRST_LESSON: LESSON.replace("[@F1]", "[@F99]", 1)}
    )
    with pytest.raises(SourceError) as error:
        read_course(broken)
    assert [mistake.file for mistake in error.value.mistakes] == [FIRST_LESSON]
    with pytest.raises(CommandError, match="nothing was published"):
        run(broken)
    assert counts() == before


def test_check_says_what_would_change_and_for_whom_and_publishes_nothing(tmp_path, ada):
    first = publish(read_course(write_course(tmp_path, **QUIZ_FILES)))
    enrolment = enrol(ada, first)
    enrolment.complete(first.units.get(key="welcome"))
    enrolment.complete(first.units.get(key="second"))
    revised = LESSON.replace("revision: 1", "revision: 2")
    changes = {FIRST_LESSON: revised, "01-start/020-second.md": None}
    folder = write_course(tmp_path / "new", **QUIZ_FILES, **changes)
    before = counts()
    text = run(folder, "--check")
    assert "revised: welcome" in text
    assert "would have to do it again: ada@example.org" in text
    assert "removed: second (The second lesson)\n    had done it: ada@example.org" in text
    assert counts() == before


def test_nobody_is_moved_unless_asked(tmp_path, ada):
    first = publish(read_course(write_course(tmp_path, **QUIZ_FILES)))
    enrol(ada, first)
    for title, options, number in (
        ("Second title", (), 1),
        ("Third title", ("--move-learners",), 3),
    ):
        changed = SECOND.replace("The second lesson", title)
        run(write_course(tmp_path, **QUIZ_FILES, **{"01-start/020-second.md": changed}), *options)
        assert Enrolment.objects.get().edition.number == number


def test_a_command_publishes_in_the_name_of_who_may(folder, ada, tmp_path):
    for email in ("nobody@example.org", ada.email):
        with pytest.raises(CommandError, match=f"{email} may not publish"):
            run(folder, "--as", email)
    assert not Edition.objects.exists()

    editor = staff_with("course.publish_edition")
    run(folder, "--as", editor.email.upper())
    second = SECOND.replace("The second lesson", "Another title")
    run(write_course(tmp_path, **QUIZ_FILES, **{"01-start/020-second.md": second}))
    published = list(Edition.objects.order_by("number").values_list("published_by", flat=True))
    assert published == [editor.pk, None]
    logged = AuditEvent.objects.filter(verb="edition.published").order_by("pk")
    assert [(event.actor_id, event.reason) for event in logged] == [
        (editor.pk, "tiny-course, edition 1, by the command publish_course"),
        (None, "tiny-course, edition 2, by the command publish_course"),
    ]


def test_overdue_facts_stop_a_publication_until_they_are_accepted(folder, monkeypatch):
    from datetime import date

    from django.utils import timezone

    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2027, 11, 24))
    out = StringIO()
    with pytest.raises(CommandError, match="overdue"):
        call_command("publish_course", str(folder), stdout=out, stderr=out)
    assert "F1 was due for review by 2027-01-01" in out.getvalue()
    assert "course.yaml:20: warning: it expired on 2027-11-24, and nobody new" in out.getvalue()
    assert not Edition.objects.exists()
    run(folder)
    assert Edition.objects.exists()


def test_a_picture_is_stored_once_under_the_hash_of_its_bytes(folder, client, media):
    edition = publish(read_course(folder))
    asset = Asset.objects.get()
    url = f"/courses/tiny-course/img/{asset.sha256}.svg"
    assert edition.units.get(key="welcome").passages.filter(html__contains=url).exists()
    answer = client.get(url)
    assert b"".join(answer.streaming_content).startswith(b"<svg")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert [path.name for path in media.rglob("*.svg")] == [f"{asset.sha256}.svg"]


def test_check_course_needs_no_database(folder, django_db_blocker):
    with django_db_blocker.block():
        out = StringIO()
        call_command("check_course", str(folder), stdout=out)
    assert "2 lessons" in out.getvalue()
