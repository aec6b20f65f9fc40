"""A safety correction is published whatever is overdue, and told once to everybody it concerns."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from accounts import personal_data
from accounts.models import OutgoingMail
from course.corrections import notices
from course.models import Correction, CorrectionNotice, Edition, ImmutableError
from course.publishing import PublicationRefusedError, move_learner, publish
from course.source import SourceError, read_course
from tests.accounts.browser import pages_of
from tests.course.course_folder import (
    COURSE,
    FIRST_LESSON,
    GLOSSARY,
    GUIDE,
    LESSON,
    QUESTION,
    QUIZ_FILES,
    write_course,
)
from tests.factories import enrol, finish, make_edition, make_user

pytestmark = pytest.mark.django_db
TEXT = "Edition 1 said that one thing is so. It is not: the trial found the opposite."
SAFETY = COURSE + f'safety_correction: "{TEXT}"\n'
WRONG, RIGHT = "A dangerous thing.", "A dangerous thing, so call for help first."
CORRECTED = LESSON.replace(WRONG, RIGHT)


def publish_folder(path, **changes):
    return publish(read_course(write_course(path, **(QUIZ_FILES | changes))))


def publish_correction(path, **changes):
    return publish_folder(path, **({"course.yaml": SAFETY, FIRST_LESSON: CORRECTED} | changes))


def told() -> set[str]:
    notices = CorrectionNotice.objects.select_related("enrolment__user")
    return {notice.enrolment.user.email for notice in notices}


@pytest.fixture
def first(tmp_path):
    return publish_folder(tmp_path)


# --- what is published --------------------------------------------------------------------------


def test_an_ordinary_edition_tells_nobody(tmp_path, first, ada):
    enrol(ada, first)
    second = publish_folder(tmp_path, **{FIRST_LESSON: CORRECTED})
    assert second.safety_correction == ""
    assert not CorrectionNotice.objects.exists()


def test_a_safety_correction_keeps_the_changed_sentences(tmp_path, first):
    second = publish_correction(tmp_path)
    assert second.safety_correction == TEXT
    correction = second.corrections.get()
    assert (correction.place, correction.key, correction.title) == (
        "unit",
        "welcome",
        "1.1 Welcome",
    )
    assert (correction.before, correction.after) == (WRONG, RIGHT)
    assert (correction.old_passage, correction.new_passage) == ("danger", "danger")


def test_quiz_glossary_and_guide_are_told_too(tmp_path, first):
    second = publish_folder(
        tmp_path,
        **{
            "course.yaml": SAFETY,
            "glossary.yaml": GLOSSARY.replace("by half", "by a half"),
            "guide/010-at-a-glance.md": GUIDE.replace("In short.", "In a few words."),
            "01-start/090-quiz/010-one-thing.md": QUESTION.replace("No thing", "Nothing"),
        },
    )
    rows = second.corrections.values_list("place", "title", "before", "after")
    assert list(rows) == [
        ("unit", "The quiz", "No thing", "Nothing"),
        (
            "glossary",
            "Half-life",
            "The time in which an amount falls by half.",
            "The time in which an amount falls by a half.",
        ),
        ("guide", "At a glance", "In short.", "In a few words."),
    ]


def test_a_first_edition_that_is_called_a_correction_tells_nobody(tmp_path):
    first = publish_folder(tmp_path, **{"course.yaml": SAFETY})
    assert first.safety_correction == TEXT
    assert not Correction.objects.exists()


def test_the_same_text_is_not_told_again_by_a_later_edition(tmp_path, first):
    publish_correction(tmp_path)
    publish_folder(tmp_path, **{FIRST_LESSON: CORRECTED})
    changed = CORRECTED.replace("A first point", "A point")
    with pytest.raises(PublicationRefusedError, match="safety correction of edition 2: take"):
        publish_correction(tmp_path, **{FIRST_LESSON: changed})
    folder = str(tmp_path / "tiny-course")
    with pytest.raises(CommandError, match="safety correction of edition 2: take"):
        call_command("publish_course", folder, "--accept-overdue", stdout=StringIO())
    assert Edition.objects.count() == 3


@pytest.mark.parametrize("text", ["Wrong.", "x" * 601])
def test_a_correction_that_is_too_short_or_too_long_is_refused(tmp_path, text):
    source = COURSE + f'safety_correction: "{text}"\n'
    with pytest.raises(SourceError, match="course.yaml"):
        read_course(write_course(tmp_path, **{"course.yaml": source}))


def test_overdue_facts_stop_no_safety_correction(tmp_path, first, ada):
    enrol(ada, first)
    out = StringIO()
    write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": SAFETY, FIRST_LESSON: CORRECTED})
    with time_machine.travel(date(2027, 1, 1)):
        call_command("publish_course", str(tmp_path / "tiny-course"), stdout=out, stderr=out)
    assert "F1 was due for review by 2027-01-01" in out.getvalue()
    assert "This is a safety correction: 1 learner will be told" in out.getvalue()
    assert Edition.objects.count() == 2


def test_a_check_says_how_many_would_be_told_and_tells_nobody(tmp_path, first, ada):
    enrol(ada, first)
    out = StringIO()
    write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": SAFETY, FIRST_LESSON: CORRECTED})
    call_command("publish_course", str(tmp_path / "tiny-course"), "--check", stdout=out)
    assert "1 learner will be told" in out.getvalue()
    assert not CorrectionNotice.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_what_was_corrected_never_changes(tmp_path, first):
    correction = publish_correction(tmp_path).corrections.get()
    with pytest.raises(ImmutableError):
        Correction.objects.update(after="Nothing was wrong.")
    with pytest.raises(ImmutableError):
        correction.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        QuerySet(Correction).update(after="Nothing was wrong.")


# --- who is told --------------------------------------------------------------------------------


def test_whoever_learned_from_an_older_edition_is_told(tmp_path, first, ada):
    enrol(ada, first)
    finish(enrol(make_user("finished@example.org"), first))
    left = enrol(make_user("left@example.org"), first)
    left.ended_at = left.started_at
    left.save()
    gone = make_user("gone@example.org")
    enrol(gone, first)
    personal_data.erase(gone)
    enrol(make_user("elsewhere@example.org"), make_edition())
    second = publish_correction(tmp_path)
    enrol(make_user("new@example.org"), second)
    notices.queue_mails()
    assert told() == {"ada@example.org", "finished@example.org"}


def test_who_moves_to_the_corrected_edition_is_told_all_the_same(tmp_path, first, ada):
    enrolment = enrol(ada, first)
    second = publish_correction(tmp_path)
    move_learner(enrolment, second)
    assert told() == {"ada@example.org"}


def test_everybody_who_is_moved_at_publication_is_told(tmp_path, first, ada):
    enrol(ada, first)
    write_course(tmp_path, **QUIZ_FILES, **{"course.yaml": SAFETY, FIRST_LESSON: CORRECTED})
    folder = str(tmp_path / "tiny-course")
    call_command("publish_course", folder, "--accept-overdue", "--move-learners", stdout=StringIO())
    assert CorrectionNotice.objects.get().has_moved


def test_who_enrolled_in_the_moment_of_publication_is_told_later(tmp_path, first, ada):
    publish_correction(tmp_path)
    enrol(ada, first)
    assert notices.queue_mails() == 1
    assert told() == {"ada@example.org"}


def test_everybody_gets_one_mail_however_often_the_mails_are_queued(
    tmp_path, first, ada, django_capture_on_commit_callbacks
):
    enrol(ada, first)
    finish(enrol(make_user("finished@example.org"), first))
    with django_capture_on_commit_callbacks(execute=True):
        publish_correction(tmp_path)
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            notices.queue_mails()
    sent = {message.to[0]: message for message in mail.outbox}
    assert len(mail.outbox) == 2
    assert set(sent) == {"ada@example.org", "finished@example.org"}
    message = sent["ada@example.org"]
    assert message.subject == "Safety correction: something you learned has changed"
    assert TEXT in message.body
    assert message.body.count("http") == 1
    assert pages_of(message.body) == ["/courses/tiny-course/corrections/2/"]


def test_publishing_queues_no_mail_in_its_own_transaction(tmp_path, first, ada):
    enrol(ada, first)
    publish_correction(tmp_path)
    assert not OutgoingMail.objects.exists()


def test_a_worker_that_died_left_nobody_out(tmp_path, first, monkeypatch):
    monkeypatch.setattr(notices, "NOTICES_A_BATCH", 2)
    for _learner in range(5):
        enrol(make_user(), first)
    publish_correction(tmp_path)
    assert notices._queue_batch() == 2
    assert notices.queue_mails() == 3
    assert OutgoingMail.objects.count() == 5
    assert not CorrectionNotice.objects.filter(mailed_at=None).exists()


def test_who_has_confirmed_on_the_page_needs_no_mail(tmp_path, first, ada):
    enrol(ada, first)
    publish_correction(tmp_path)
    CorrectionNotice.objects.confirm()
    assert notices.queue_mails() == 0


def test_telling_many_learners_is_one_statement(first, django_assert_num_queries):
    corrected = make_edition(first.course, safety_correction=TEXT)
    for _learner in range(20):
        enrol(make_user(), first)
    with django_assert_num_queries(1):
        assert notices.give_notices(corrected) == 20
    assert notices.give_notices(corrected) == 0


# --- what is kept -------------------------------------------------------------------------------


def test_a_confirmation_is_kept_as_it_was_first_given(tmp_path, first, ada):
    enrol(ada, first)
    publish_correction(tmp_path)
    assert CorrectionNotice.objects.confirm() == 1
    notice = CorrectionNotice.objects.get()
    assert CorrectionNotice.objects.confirm() == 0
    assert CorrectionNotice.objects.get().confirmed_at == notice.confirmed_at
    with pytest.raises(DatabaseError), transaction.atomic():
        CorrectionNotice.objects.update(confirmed_at=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        CorrectionNotice.objects.all().delete()


def test_the_copy_of_ones_data_says_what_was_told_and_confirmed(tmp_path, first, ada):
    enrol(ada, first)
    publish_correction(tmp_path)
    CorrectionNotice.objects.confirm()
    (enrolment,) = personal_data.export(ada)["learning"]
    (notice,) = enrolment["safety_corrections"]
    row = CorrectionNotice.objects.get()
    assert notice == {
        "edition": 2,
        "told_at": row.told_at.isoformat(),
        "confirmed_at": row.confirmed_at.isoformat(),
    }


def test_erasing_somebody_leaves_the_record_without_the_person(tmp_path, first, ada):
    enrol(ada, first)
    publish_correction(tmp_path)
    personal_data.erase(ada)
    notice = CorrectionNotice.objects.get()
    assert notice.enrolment.user is None
    assert notices.queue_mails() == 0
