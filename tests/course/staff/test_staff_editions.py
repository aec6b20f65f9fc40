"""Editions, the provider and the audit log, as staff see them."""

import pytest
from django.urls import reverse

from accounts import audit
from accounts.models import AuditEvent
from course.models import Course, Edition, Provider
from course.publishing import publish
from course.source import read_course
from tests.course.course_folder import FILES, FIRST_LESSON, write_course
from tests.course.staff.test_staff import (
    AUDIT,
    EDITIONS,
    LEARNERS,
    NEXT,
    PROVIDER,
    queries,
    staff_with,
)
from tests.factories import enrol, finish, make_edition, make_user, sign_off
from tests.quizzes.cohort import crowd
from tests.quizzes.factories import make_quiz, single

pytestmark = pytest.mark.django_db
REASON = "The hospital moved to another street."


@pytest.fixture
def content(settings, tmp_path):
    """A folder with one course in it."""
    settings.CONTENT_ROOT = tmp_path
    return write_course(tmp_path)


@pytest.fixture
def editor():
    return staff_with("course.view_editions", "course.change_provider")


def revised() -> str:
    return FILES[FIRST_LESSON].replace("revision: 1", "revision: 2")


# --- editions -----------------------------------------------------------------------------------


def test_every_edition_says_who_is_on_it_and_whether_it_was_reviewed(client, editor, ada, content):
    edition = make_edition(modules=2)
    enrol(make_user(), edition)
    finish(enrol(ada, edition))
    sign_off(edition)
    client.force_login(editor)
    page = client.get(EDITIONS)
    (course,) = [course for course in page.context["courses"] if course.rows]
    (row,) = course.rows
    assert (row.in_progress, row.finished) == (1, 1)
    assert (row.is_reviewed, course.has_folder) == (True, False)
    assert "Clinically reviewed" in page.content.decode()
    assert reverse("staff:next_edition", args=["tiny-course"]) in page.content.decode()


def test_one_signature_is_no_review(client, editor, content):
    edition = make_edition()
    sign_off(edition, "Dr One")
    client.force_login(editor)
    text = client.get(EDITIONS).content.decode()
    assert "Not clinically reviewed" in text
    assert edition.is_reviewed is False


def test_twenty_editions_cost_as_many_queries_as_one(client, editor, content):
    make_edition()
    client.force_login(editor)
    one = queries(client, EDITIONS)
    for _ in range(19):
        make_edition()
    assert queries(client, EDITIONS) == one


def test_an_unchanged_folder_changes_nothing(client, editor, content):
    publish(read_course(content))
    client.force_login(editor)
    assert "Nothing has changed" in client.get(NEXT).content.decode()
    assert "Nothing has changed" in client.post(NEXT).content.decode()
    assert Edition.objects.count() == 1


def test_a_broken_folder_shows_every_mistake(client, editor, content):
    (content / FIRST_LESSON).write_text(FILES[FIRST_LESSON].replace("revision: 1", "revision: one"))
    client.force_login(editor)
    for answer in (client.get(NEXT), client.post(NEXT)):
        assert f"{FIRST_LESSON}:4" in answer.content.decode()


def test_the_comparison_says_who_would_have_to_do_what_again_and_publishes_nothing(
    client, grace, ada, content
):
    edition = publish(read_course(content))
    enrolment = enrol(ada, edition)
    enrolment.complete(edition.units.get(key="welcome"))
    finish(enrol(make_user(), edition))
    (content / FIRST_LESSON).write_text(revised())
    (content / "01-start/030-third.md").write_text(
        FILES["01-start/020-second.md"]
        .replace("key: second", "key: third")
        .replace("The second", "The third")
    )
    client.force_login(grace)
    asked = client.get(NEXT).content.decode()
    assert "Work out what would change" in asked
    assert "publish_course" in asked
    answer = client.post(NEXT)
    text = answer.content.decode()
    kinds = {change.unit.key: change.kind for change in answer.context["comparison"].changes}
    assert kinds == {"welcome": "revised", "third": "added"}
    assert answer.context["comparison"].affected_count == 1
    assert answer.context["comparison"].finished == 1
    assert "1 person would have to do it again" in text
    assert "ada@example.org" in text
    assert list(Edition.objects.values_list("number", flat=True)) == [1]
    enrolment.refresh_from_db()
    assert enrolment.edition == edition


def test_names_are_for_those_who_may_find_learners(client, editor, ada, content):
    edition = publish(read_course(content))
    enrol(ada, edition).complete(edition.units.get(key="welcome"))
    (content / FIRST_LESSON).write_text(revised())
    client.force_login(editor)
    text = client.post(NEXT).content.decode()
    assert "1 person would have to do it again" in text
    assert "ada@example.org" not in text


def test_a_first_edition_is_compared_with_nothing(client, editor, content):
    client.force_login(editor)
    assert "No edition of this course has been published" in client.get(NEXT).content.decode()
    assert [change.kind for change in client.post(NEXT).context["comparison"].changes] == [
        "added",
        "added",
    ]
    assert not Course.objects.exists()


def test_a_folder_of_any_name_is_found_by_the_slug_that_it_says(client, editor, content):
    content.rename(content.parent / "My checkout")
    client.force_login(editor)
    assert NEXT in client.get(EDITIONS).content.decode()
    answer = client.get(NEXT).content.decode()
    assert "The folder differs" in answer
    assert "My checkout&#x27;" in answer  # the command, with the path in quotes


def test_two_folders_with_one_slug_are_both_named(client, editor, content):
    content.rename(content.parent / "one")
    write_course(content.parent).rename(content.parent / "two")
    client.force_login(editor)
    assert "one/course.yaml:1" in client.get(NEXT).content.decode()
    assert "is that of two too" in client.post(NEXT).content.decode()


def test_a_folder_that_says_no_slug_shows_its_mistakes_under_its_own_name(client, editor, content):
    (content / "course.yaml").write_text("title: [")
    content.rename(content.parent / "My checkout")
    client.force_login(editor)
    address = reverse("staff:next_edition", args=["my-checkout"])
    assert address in client.get(EDITIONS).content.decode()
    assert "<code>course.yaml:" in client.get(address).content.decode()


def test_a_course_without_a_folder_has_no_next_edition(client, editor, content, settings):
    settings.MANAGE_COMMAND = "waymark"
    make_edition()
    client.force_login(editor)
    assert client.get(reverse("staff:next_edition", args=["basics"])).status_code == 404
    assert (
        "<code>waymark export_course basics FOLDER</code>" in client.get(EDITIONS).content.decode()
    )


# --- the provider -------------------------------------------------------------------------------


def provider(**changes: str) -> dict[str, str]:
    return {
        "legal_name": "A Hospital",
        "web": "https://hospital.example",
        "country": "CA",
        "time_zone": "America/Toronto",
        "paper": "letter",
        "reason": REASON,
    } | changes


def test_the_provider_is_changed_for_a_reason_that_is_kept(client, editor):
    client.force_login(editor)
    assert client.get(PROVIDER).status_code == 200
    assert client.post(PROVIDER, provider()).headers["Location"] == PROVIDER
    stored = Provider.objects.get()
    assert (stored.pk, stored.legal_name, stored.time_zone) == (1, "A Hospital", "America/Toronto")
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb) == (editor, "provider.changed")
    assert event.reason.startswith(REASON)
    assert "legal_name" in event.reason
    client.post(PROVIDER, provider(legal_name="B Hospital"))
    assert Provider.objects.get().legal_name == "B Hospital"
    assert AuditEvent.objects.first().reason == f"{REASON} (legal_name)"


def test_a_change_that_changes_nothing_is_no_act(client, editor):
    client.force_login(editor)
    client.post(PROVIDER, provider())
    client.post(PROVIDER, provider())
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"reason": "typo"},
        {"legal_name": ""},
        {"web": "javascript:alert(1)"},
        {"time_zone": "Middle/Earth"},
        {"paper": "A5"},
        {"accredited_from": "2027-01-01", "accredited_until": "2026-01-01"},
        {"accreditation": "Two credits."},
    ],
)
def test_half_a_form_leaves_the_provider_as_it_was(client, editor, changes):
    client.force_login(editor)
    assert client.post(PROVIDER, provider(**changes)).status_code == 200
    assert not Provider.objects.exists()
    assert not AuditEvent.objects.exists()


# --- the audit log ------------------------------------------------------------------------------


def test_the_log_is_newest_first_and_narrowed_by_subject(client, grace, ada):
    edition = make_edition()
    mine, other = enrol(ada, edition), enrol(make_user(), edition)
    audit.record(grace, "unit.waived", other, "The older reason.")
    audit.record(grace, "unit.waived", mine, "The newer reason.")
    client.force_login(grace)
    text = client.get(AUDIT).content.decode()
    assert text.index("The newer reason.") < text.index("The older reason.")
    text = client.get(AUDIT, {"subject": str(other.public_id).upper()}).content.decode()
    assert "The older reason." in text
    assert "The newer reason." not in text
    nothing = client.get(AUDIT, {"subject": "nothing", "after": "x"}).content.decode()
    assert "Nothing here was done" in nothing


def test_twenty_acts_cost_as_many_queries_as_one(client, grace, ada):
    enrolment = enrol(ada, make_edition())
    audit.record(grace, "unit.waived", enrolment, "A reason.")
    client.force_login(grace)
    one = queries(client, AUDIT)
    for _ in range(19):
        audit.record(make_user(is_staff=True), "unit.waived", enrolment, "A reason.")
    assert queries(client, AUDIT) == one


def test_acts_of_an_erased_account_stay(client, grace):
    gone = make_user(is_staff=True)
    audit.record(gone, "provider.changed", Provider.get(), "A reason that stays.")
    AuditEvent.objects.update(actor=None)
    client.force_login(grace)
    text = client.get(AUDIT).content.decode()
    assert "A reason that stays." in text
    assert "a former member of staff" in text


@pytest.mark.parametrize("url", [EDITIONS, AUDIT, f"{LEARNERS}?q=cohort"])
def test_three_hundred_learners_cost_as_many_queries_as_one(client, content, url):
    staff = make_user(is_staff=True, is_superuser=True)
    client.force_login(staff)
    quiz = make_quiz(single())
    for attempt in crowd(quiz, 1, "b"):
        audit.record(staff, "unit.waived", attempt.enrolment, "Seen.")
    one = queries(client, url)
    for attempt in crowd(quiz, 299, "b"):
        audit.record(staff, "unit.waived", attempt.enrolment, "Seen.")
    assert queries(client, url) == one
