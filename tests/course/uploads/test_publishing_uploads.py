"""From an upload to a publication, through the pages of editors."""

import re
import time

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import AuditEvent
from course.models import Course, Edition, Upload
from course.publishing.kept_sources import files_of
from course.signals import edition_built
from course.source.zips import read_zip
from course.uploads.publication import publish_by_id
from tests.course.course_folder import (
    COURSE,
    FACTS,
    FILES,
    FIRST_LESSON,
    QUIZ_FILES,
    SECOND,
    write_course,
)
from tests.course.figures.test_diagram import FILES as DRAWINGS
from tests.course.figures.test_diagram import PLAN
from tests.course.staff.test_staff import staff_with
from tests.course.uploads.sending import UPLOADS, publish, text_of, upload, zip_of
from tests.factories import enrol, make_edition, make_provider

pytestmark = pytest.mark.django_db
MOST_CPU = 20  # seconds; it takes five
EDITOR = ("course.view_editions", "course.publish_edition")
TYPO = {"01-start/020-second.md": SECOND.replace("- Go on.", "- Go on, then.")}


@pytest.fixture(autouse=True)
def content(settings, tmp_path):
    settings.CONTENT_ROOT = tmp_path


@pytest.fixture
def editor(client):
    """An editor, signed in."""
    editor = staff_with(*EDITOR)
    client.force_login(editor)
    return editor


def test_a_first_edition_is_published_from_the_very_files_that_were_checked(client, editor):
    sent = upload(client)
    text = text_of(client, sent)
    assert "This is a new course, “tiny-course”, with 3 units." in text
    assert not Course.objects.exists()
    publish(client, sent)

    edition = Edition.objects.get()
    assert (edition.course.slug, edition.number, edition.published_by) == ("tiny-course", 1, editor)
    assert files_of(edition) == read_zip(zip_of())
    assert edition.source.sha256 == sent.sha256
    events = AuditEvent.objects.order_by("pk").values_list("verb", "subject_key", "actor")
    assert list(events) == [
        ("course.uploaded", str(sent.pk), editor.pk),
        ("edition.published", str(edition.pk), editor.pk),
    ]
    assert "A tiny course, edition 1" in text_of(client, sent)


def test_a_folder_of_the_server_is_the_same_upload_as_its_zip(client, editor, tmp_path):
    write_course(tmp_path, **QUIZ_FILES)
    answer = client.post(UPLOADS, {"folder": "tiny-course"})
    from_folder = Upload.objects.get()
    assert answer.headers["Location"] == from_folder.get_absolute_url()
    assert from_folder.sha256 == upload(client).sha256


def test_nothing_chosen_is_nothing_uploaded(client, editor, tmp_path):
    write_course(tmp_path)
    for posted, words in (({}, "Choose a zip."), ({"folder": ""}, "Choose a folder.")):
        assert words in client.post(UPLOADS, posted).content.decode()
    assert client.post(UPLOADS, {"folder": "../elsewhere"}).status_code == 200
    assert not Upload.objects.exists()


def test_the_page_says_what_changes_for_whom_and_what_the_author_says(client, editor, ada):
    publish(client, upload(client))
    edition = Edition.objects.get()
    enrol(ada, edition).complete(edition.units.get(key="welcome"))
    revised = FILES[FIRST_LESSON].replace("revision: 1", "revision: 2")
    sent = upload(client, **{FIRST_LESSON: revised}, **TYPO)
    page = client.get(sent.get_absolute_url())
    text = page.content.decode()
    kinds = {change.unit.key: change.kind for change in page.context["comparison"].changes}
    assert kinds == {"welcome": "revised", "second": "changed"}
    assert "1 person would have to do it again" in text
    assert "ada@example.org" not in text
    assert "<del>Go on.</del>" in text
    assert "<ins>Go on, then.</ins>" in text
    assert list(Edition.objects.all()) == [edition]


def test_a_changed_lesson_is_shown_as_learners_would_see_it(client, editor):
    sent = upload(client)
    page = client.get(reverse("staff:upload_unit", args=[sent.pk, "welcome"]))
    text = page.content.decode()
    assert "Preview: not published" in text
    assert "One thing is so" in text
    assert "A trial of one thing" in text
    assert "Mark complete" not in text
    assert "data-position-url" not in text
    picture = reverse("staff:upload_picture", args=[sent.pk, "img/line.svg"])
    assert f'src="{picture}"' in text
    answer = client.get(picture)
    assert answer.content == FILES["img/line.svg"].encode()
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_preview_holds_the_figures_of_a_lesson_with_their_scripts(client, editor):
    figures = {FIRST_LESSON: FILES[FIRST_LESSON].replace("## A section", f"{PLAN}\n\n## A section")}
    sent = upload(client, **figures, **DRAWINGS)
    page = client.get(reverse("staff:upload_unit", args=[sent.pk, "welcome"])).content.decode()
    assert 'id="harbour"' in page
    assert "/static/js/figures/plan.js" in page


WITH_PROVIDERS_CRISIS = {
    "course.yaml": re.sub(r"crisis:.*", "crisis: true", COURSE),
    FIRST_LESSON: FILES[FIRST_LESSON].replace("## A section", "/// crisis\n///\n\n## A section"),
}


def test_the_crisis_box_of_a_preview_has_the_words_of_the_provider(client, editor):
    make_provider(country="AU")
    sent = upload(client, **WITH_PROVIDERS_CRISIS)
    page = client.get(reverse("staff:upload_unit", args=[sent.pk, "welcome"])).content.decode()
    box = page[page.index("box crisis") :]
    assert 'In an emergency, call <a href="tel:000">000</a>.' in box[: box.index("</aside>")]


@pytest.mark.django_db(transaction=True)
def test_a_preview_is_made_anew_by_another_check(client, editor):
    make_provider(country="AU")
    sent = upload(client, **WITH_PROVIDERS_CRISIS)
    make_provider(country="GB")
    client.post(reverse("staff:check_upload", args=[sent.pk]))
    page = client.get(reverse("staff:upload_unit", args=[sent.pk, "welcome"])).content.decode()
    box = page[page.index("box crisis") :]
    assert "call 000" not in strip_tags(box)
    assert "call 999" in strip_tags(box[: box.index("</aside>")])


def test_a_crisis_box_is_refused_where_the_provider_has_no_words_for_it(client, editor):
    make_provider(country="ZZ")
    sent = upload(client, **WITH_PROVIDERS_CRISIS)
    assert "the provider says nothing for an emergency" in text_of(client, sent)
    publish_without_page(client, sent)
    assert not Edition.objects.exists()


def test_what_has_not_changed_has_no_preview(client, editor):
    publish(client, upload(client))
    sent = upload(client, **TYPO)
    page = client.get(sent.get_absolute_url())
    assert [unit.key for unit in page.context["previewed"]] == ["second"]
    unchanged = reverse("staff:upload_unit", args=[sent.pk, "welcome"])
    assert client.get(unchanged).headers["Location"] == sent.get_absolute_url()


def test_the_same_folder_again_has_changed_nothing(client, editor):
    publish(client, upload(client))
    again = upload(client)
    assert "Nothing has changed" in text_of(client, again)
    publish_without_page(client, again)
    assert Edition.objects.count() == 1


def publish_without_page(client, sent: Upload):
    """Post the form of a page that no longer shows one."""
    sent.refresh_from_db()
    values = {"checked_at": sent.checked_at.isoformat(), "has_read": "on"}
    return client.post(reverse("staff:publish_upload", args=[sent.pk]), values)


def test_whoever_does_not_confirm_publishes_nothing(client, editor):
    sent = upload(client)
    answer = publish(client, sent, has_read="")
    assert "an edition cannot be taken back" in answer.content.decode()
    assert not Edition.objects.exists()


def test_another_edition_meanwhile_refuses_until_it_is_checked_again(client, editor):
    publish(client, upload(client))
    mine = upload(client, **TYPO)
    other = {"glossary.yaml": FILES["glossary.yaml"].replace("falls", "sinks")}
    publish(client, upload(client, **other))
    assert "Edition 2 was published since this was checked" in text_of(client, mine)

    publish_without_page(client, mine)
    assert Edition.objects.count() == 2
    text = text_of(client, mine)
    assert "Check it again, and look at what it changes now." in text

    client.post(reverse("staff:check_upload", args=[mine.pk]))
    text = text_of(client, mine)
    assert "<ins>" in text
    assert "sinks" in text  # this folder would take the other change back
    publish(client, mine)
    assert Edition.objects.count() == 3


def test_a_page_that_was_opened_before_another_check_publishes_nothing(client, editor):
    sent = upload(client)
    form = client.get(sent.get_absolute_url()).context["form"]
    shown = form["checked_at"].value()
    client.post(reverse("staff:check_upload", args=[sent.pk]))
    answer = publish(client, sent, checked_at=shown)
    assert "checked again since you opened the page" in answer.content.decode()
    assert not Edition.objects.exists()


def test_two_clicks_publish_once(client, editor):
    sent = upload(client)
    publish(client, sent)
    publish_without_page(client, sent)
    assert Edition.objects.count() == 1
    assert AuditEvent.objects.filter(verb="edition.published").count() == 1


def test_a_fault_in_the_middle_leaves_the_old_edition_and_can_be_repeated(client, editor):
    publish(client, upload(client))
    sent = upload(client, **TYPO)

    def fail(**_):
        raise RuntimeError("the power failed")

    edition_built.connect(fail)
    try:
        publish(client, sent)
    finally:
        edition_built.disconnect(fail)
    assert list(Edition.objects.values_list("number", flat=True)) == [1]
    assert "It is being published" in text_of(client, sent)

    client.post(reverse("staff:check_upload", args=[sent.pk]))
    assert "edition 2" in text_of(client, sent)
    assert Edition.objects.count() == 2


def test_who_left_before_the_worker_came_publishes_nothing(client, editor, settings):
    sent = upload(client)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    publish(client, sent)
    editor.delete()
    publish_by_id.call(sent.pk)
    assert not Edition.objects.exists()
    client.force_login(staff_with(*EDITOR))
    assert "The account of whoever asked for it was deleted" in text_of(client, sent)


@pytest.mark.parametrize("right", ["is_active", "is_staff", "is_editor"])
def test_who_may_publish_no_longer_when_the_worker_comes_publishes_nothing(
    client, editor, settings, right
):
    sent = upload(client)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    publish(client, sent)
    if right == "is_editor":
        editor.user_permissions.clear()
    else:
        setattr(editor, right, False)
        editor.save()
    publish_by_id.call(sent.pk)
    assert not Edition.objects.exists()
    client.force_login(staff_with(*EDITOR))
    assert "Whoever asked for it may no longer publish" in text_of(client, sent)


def test_who_publishes_cannot_sign_the_review(client, editor):
    reviewer = staff_with(*EDITOR, "course.sign_module")
    client.force_login(reviewer)
    publish(client, upload(client))
    assert "You published this module" in sign(client)

    # The next edition, which somebody else publishes, holds the same module.
    client.force_login(editor)
    publish(client, upload(client, **{"course.yaml": COURSE.replace("A tiny", "A small")}))
    client.force_login(reviewer)
    assert Edition.objects.count() == 2
    assert "You published this module" in sign(client)

    client.force_login(staff_with("course.sign_module"))
    assert "Signed off" in sign(client)


def sign(client) -> str:
    """Try to sign the module of the newest edition; return the answer."""
    values = {
        "reviewer_name": "Sam Staff",
        "reviewer_profession": "Physician",
        "disclosure": "None",
        "not_an_author": "on",
        "has_read": "on",
        "digest": Edition.objects.order_by("number").last().modules.get().digest,
    }
    page = reverse("staff:sign", args=["tiny-course", "start"])
    return client.post(page, values, follow=True).content.decode()


def test_a_changed_number_without_words_shows_what_to_write(client, editor):
    numbered = SECOND.replace("- Go on.", "- Wait 5 minutes.")
    publish(client, upload(client, **{"01-start/020-second.md": numbered}))
    other = numbered.replace("5 minutes", "50 minutes")
    sent = upload(client, **{"01-start/020-second.md": other})
    text = text_of(client, sent)
    assert "It cannot be published before changes.yaml explains it." in text
    assert "# Now: Wait 50 minutes." in text
    publish_without_page(client, sent)
    assert Edition.objects.count() == 1


OVERDUE = {"facts.yaml": FACTS.replace("2027-01-01", "2020-01-01")}
EXPIRED = {
    "course.yaml": COURSE.replace("2027-11-24", "2020-02-24").replace("2026-11-24", "2019-11-24")
}


def test_overdue_facts_have_to_be_accepted(client, editor):
    sent = upload(client, **OVERDUE, **EXPIRED)
    text = text_of(client, sent)
    assert "F1 was due for review by 2020-01-01" in text
    assert "it expired on 2020-02-24, and nobody new can start it" in text
    assert "Check this box, or review the facts" in publish(client, sent).content.decode()
    assert not Edition.objects.exists()
    publish(client, sent, accepts_overdue="on")
    assert Edition.objects.count() == 1


def test_a_safety_correction_does_not_wait_for_overdue_facts(client, editor, ada):
    publish(client, upload(client))
    enrol(ada, Edition.objects.get())
    safety = COURSE + "safety_correction: Go on was wrong, and go is right.\n"
    sent = upload(client, **OVERDUE, **TYPO, **{"course.yaml": safety})
    assert "1 learner will be told" in text_of(client, sent)
    publish(client, sent)
    assert Edition.objects.count() == 2


def test_a_correction_that_was_made_before_is_refused_with_the_reason(client, editor):
    safety = {"course.yaml": COURSE + "safety_correction: Go on was wrong, and go is right.\n"}
    publish(client, upload(client, **safety))
    text = text_of(client, upload(client, **safety, **TYPO))
    assert "still holds the safety correction of edition 1" in text
    assert "published since this was checked" not in text
    assert "This is a new course" not in text
    assert "Publish this edition" not in text


def test_files_that_changed_in_the_storage_are_not_published(client, editor):
    sent = upload(client)
    with default_storage.open(sent.storage_name, "wb") as file:
        file.write(zip_of(**TYPO))
    publish(client, sent)
    assert not Edition.objects.exists()
    assert "Upload them again" in text_of(client, sent)


def with_more_lessons(count: int, last_words: str) -> dict[str, str]:
    text = SECOND.replace("- Go on.", f"- {last_words}")
    return {
        f"01-start/{100 + number}-more.md": text.replace("key: second", f"key: more-{number}")
        for number in range(count)
    }


def test_two_hundred_lessons_are_checked_and_published_in_seconds(client, editor):
    begun = time.process_time()
    publish(client, upload(client, **with_more_lessons(200, "Go on.")))
    sent = upload(client, **with_more_lessons(200, "Go on, then."))
    text = text_of(client, sent)
    publish(client, sent)
    assert time.process_time() - begun < MOST_CPU
    assert text.count("<ins>Go on, then.</ins>") == 200
    assert [edition.units.count() for edition in Edition.objects.all()] == [203, 203]


def test_what_is_uploaded_for_another_course_changes_only_that(client, editor):
    make_edition()
    publish(client, upload(client))
    numbers = Edition.objects.values_list("course__slug", "number")
    assert sorted(numbers) == [("basics", 1), ("tiny-course", 1)]
