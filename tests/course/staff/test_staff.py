"""The pages of staff, through HTTP: who may open them, and what they do."""

import uuid

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts import audit
from accounts.models import AuditEvent, OutgoingMail, User
from accounts.staff_groups import GROUPS
from certificates.models import Certificate
from course.models import Completion, Enrolment, Unit
from course.publishing import publish
from course.source import read_course
from tests import factories
from tests.course.course_folder import write_course
from tests.course.staff.test_learner_search import queries
from tests.course.uploads.sending import make_upload
from tests.factories import enrol, make_edition, make_provider, make_unit, make_user

pytestmark = pytest.mark.django_db

HOME, LEARNERS = reverse("staff:home"), reverse("staff:learners")
EDITIONS, PROVIDER = reverse("staff:editions"), reverse("staff:provider")
AUDIT = reverse("staff:audit")
SIGN = reverse("staff:sign", args=["basics", "module-1"])
NEXT = reverse("staff:next_edition", args=["tiny-course"])
REASON = "Did the same module at another hospital."


def staff_with(*permissions: str) -> User:
    """A member of staff who holds exactly these permissions."""
    user = make_user(is_staff=True, name="Sam Staff")
    for permission in permissions:
        app, _, codename = permission.partition(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return user


@pytest.fixture
def enrolment(ada) -> Enrolment:
    return enrol(ada, make_edition(modules=2))


@pytest.fixture
def issuer():
    return staff_with(*GROUPS["Issuer"])


def page_of(enrolment: Enrolment) -> str:
    return reverse("staff:learner", args=[enrolment.public_id])


def waive_url(enrolment: Enrolment) -> str:
    return reverse("staff:waive", args=[enrolment.public_id])


def waiver(enrolment: Enrolment, **changes: str) -> dict[str, str]:
    return {
        "units": "lesson-1",
        "reason": REASON,
        "confirmation": str(enrolment.public_id)[-2:],
    } | changes


# --- who may open what --------------------------------------------------------------------------

READING = ("editions", "next_edition", "edition_changes", "edition_contents", "edition_lesson")
UPLOADING = ["course.view_editions", "course.publish_edition"]
PAGES = {
    "learners": ("GET", ["course.find_learner"]),
    "learner": ("GET", ["course.view_timeline"]),
    "learners_csv": ("GET", ["course.find_learner"]),
    "person": ("GET", ["course.view_timeline"]),
    "remind": ("GET", ["course.find_learner", "accounts.help_person"]),
    "add_to_group": ("GET", ["course.find_learner", "accounts.manage_groups"]),
    "extend": ("GET", ["course.find_learner", "accounts.manage_groups"]),
    "disable_person": ("GET", ["course.view_timeline", "accounts.help_person"]),
    "enable_person": ("GET", ["course.view_timeline", "accounts.help_person"]),
    "send_mail_again": ("POST", ["course.view_timeline", "accounts.help_person"]),
    "move_person": ("GET", ["course.view_timeline", "accounts.move_account"]),
    "join_person": ("GET", ["course.view_timeline", "accounts.move_account"]),
    "waive": ("GET", ["course.waive_unit"]),
    **dict.fromkeys(READING, ("GET", ["course.view_editions"])),
    "edition_source": ("GET", ["course.view_editions", "course.publish_edition"]),
    "correction_readers": ("GET", ["course.view_editions"]),
    "starter": ("GET", UPLOADING),
    "uploads": ("GET", UPLOADING),
    "upload": ("GET", UPLOADING),
    "check_upload": ("POST", UPLOADING),
    "publish_upload": ("POST", UPLOADING),
    "upload_unit": ("GET", UPLOADING),
    "upload_picture": ("GET", UPLOADING),
    "reviews": ("GET", ["course.sign_module"]),
    "sign": ("GET", ["course.sign_module"]),
    "facts": ("GET", ["course.review_fact"]),
    **dict.fromkeys(("fact", "withdraw_fact_review"), ("GET", ["course.review_fact"])),
    "provider": ("GET", ["course.change_provider"]),
    **dict.fromkeys(("audit", "audit_csv"), ("GET", ["accounts.view_auditevent"])),
}
EVERYTHING = sorted({permission for _method, needed in PAGES.values() for permission in needed})


@pytest.fixture
def urls(enrolment, settings, tmp_path) -> dict[str, str]:
    settings.CONTENT_ROOT = tmp_path
    published = publish(read_course(write_course(tmp_path)))
    alone = "learners learners_csv remind add_to_group extend editions uploads starter reviews"
    alone += " facts provider audit audit_csv"
    plain = {name: reverse(f"staff:{name}") for name in alone.split()}
    assert enrolment.user
    person = enrolment.user.public_id
    waiting = OutgoingMail.objects.create(key="waiting", recipient=enrolment.user.email)
    corrected = make_edition(safety_correction="The first words on safety were wrong.")
    readers = reverse("staff:correction_readers", args=["basics", corrected.number])
    review = factories.make_fact_review(factories.make_fact(corrected))
    upload = make_upload(factories.make_user())
    return plain | {
        "upload": upload.get_absolute_url(),
        "check_upload": reverse("staff:check_upload", args=[upload.pk]),
        "publish_upload": reverse("staff:publish_upload", args=[upload.pk]),
        "upload_unit": reverse("staff:upload_unit", args=[upload.pk, "welcome"]),
        "upload_picture": reverse("staff:upload_picture", args=[upload.pk, "img/line.svg"]),
        "fact": reverse("staff:fact", args=["basics", review.tag]),
        "withdraw_fact_review": reverse("staff:withdraw_fact_review", args=[review.pk]),
        "learner": page_of(enrolment),
        "person": reverse("staff:person", args=[person]),
        "move_person": reverse("staff:move_person", args=[person]),
        "join_person": reverse("staff:join_person", args=[person]),
        "disable_person": reverse("staff:disable_person", args=[person]),
        "enable_person": reverse("staff:enable_person", args=[person]),
        "send_mail_again": reverse("staff:send_mail_again", args=[person, waiting.pk]),
        "waive": waive_url(enrolment),
        "next_edition": NEXT,
        "edition_source": reverse("staff:edition_source", args=["tiny-course", published.number]),
        "edition_changes": reverse("staff:edition_changes", args=["tiny-course", published.number]),
        "edition_contents": reverse("staff:edition_contents", args=["tiny-course", 1]),
        "edition_lesson": reverse("staff:edition_lesson", args=["tiny-course", 1, "welcome"]),
        "sign": SIGN,
        "correction_readers": readers,
    }


def test_the_matrix_names_every_page_of_staff():
    from course.staff.urls import urlpatterns

    # Administrators alone erase a person; test_reports.py opens the reports.
    names = {each.name for each in urlpatterns if "reports/" not in str(each.pattern)}
    assert names - {"home", "erase_person"} == set(PAGES)


def test_who_is_signed_out_goes_to_the_sign_in_page(client, urls):
    sign_in = reverse("account_login")
    for name, (method, _needed) in PAGES.items():
        answer = client.generic(method, urls[name])
        leads_to = answer.headers["Location"].split("?")[0]
        assert (name, answer.status_code, leads_to) == (name, 302, sign_in)


def test_for_learners_the_pages_do_not_exist(client, urls, ada):
    client.force_login(ada)
    for name in PAGES:
        for method in ("GET", "POST"):
            assert client.generic(method, urls[name]).status_code == 404, (name, method)


def test_a_permission_alone_makes_nobody_staff(client, urls, eve):
    eve.user_permissions.set(Permission.objects.all())
    client.force_login(eve)
    for name, (method, _needed) in PAGES.items():
        assert client.generic(method, urls[name]).status_code == 404, name


def test_staff_with_every_permission_but_one_do_not_find_the_page(client, urls):
    without = {missing: staff_with(*set(EVERYTHING) - {missing}) for missing in EVERYTHING}
    for name, (method, needed) in PAGES.items():
        for missing in needed:
            client.force_login(without[missing])
            assert client.generic(method, urls[name]).status_code == 404, (name, missing)


@pytest.mark.parametrize("name", PAGES)
def test_staff_with_the_permission_and_no_other_find_the_page(client, urls, name):
    method, needed = PAGES[name]
    client.force_login(staff_with(*needed))
    assert client.generic(method, urls[name]).status_code in {200, 302}


def test_home_is_for_staff_and_links_only_what_they_may_open(client, ada):
    assert client.get(HOME).status_code == 302
    client.force_login(ada)
    assert client.get(HOME).status_code == 404
    client.force_login(staff_with("course.view_editions"))
    text = client.get(HOME).content.decode()
    assert EDITIONS in text
    assert not [url for url in (LEARNERS, PROVIDER, AUDIT) if f'"{url}"' in text]
    client.force_login(staff_with())
    assert "has no role" in client.get(HOME).content.decode()


# --- one learner --------------------------------------------------------------------------------


def test_the_page_of_a_learner_says_what_is_done_and_no_more(client, grace, enrolment):
    module = enrolment.edition.modules.get(key="module-2")
    quiz = make_unit(module, "quiz-2", kind=Unit.Kind.QUIZ, position=9)
    enrolment.complete(enrolment.edition.units.get(key="lesson-1"))
    client.force_login(grace)
    text = client.get(page_of(enrolment)).content.decode()
    assert "1 <small>of 5, edition 1</small>" in text
    assert "1 of 2 lessons" in text
    assert text.count("Not yet passed") == 1
    enrolment.complete(quiz, earned=7, possible=9)
    text = client.get(page_of(enrolment)).content.decode()
    assert "7 of 9" not in text
    assert "Not yet passed" not in text


def test_a_name_is_shown_as_text_everywhere(client, grace, ada, enrolment):
    payload = "<script>alert(1)</script>"
    Enrolment.objects.update(holder_name=payload)
    ada.name = payload
    ada.save()
    audit.record(grace, "unit.waived", enrolment, payload)
    client.force_login(grace)
    for url in (f"{LEARNERS}?q=script", page_of(enrolment), AUDIT, f"{AUDIT}?subject={payload}"):
        text = client.get(url).content.decode()
        assert payload not in text
        assert "&lt;script&gt;" in text


def test_a_long_record_costs_as_many_queries_as_a_short_one(client, grace, enrolment):
    client.force_login(grace)
    enrolment.complete(enrolment.edition.units.get(key="lesson-1"))
    short = queries(client, page_of(enrolment))
    module = enrolment.edition.modules.get(key="module-1")
    for number in range(20):
        enrolment.complete(make_unit(module, f"more-{number}", position=20 + number))
    assert queries(client, page_of(enrolment)) == short


def test_an_erased_account_leaves_a_record_without_a_person(client, grace, enrolment):
    Enrolment.objects.update(user=None, holder_name="")
    client.force_login(grace)
    text = client.get(page_of(enrolment)).content.decode()
    assert "Erased account" in text
    assert waive_url(enrolment) not in text
    assert client.post(waive_url(enrolment), waiver(enrolment)).status_code == 404


def test_an_unknown_record_is_not_found(client, grace, enrolment):
    client.force_login(grace)
    assert client.get(reverse("staff:learner", args=[uuid.uuid4()])).status_code == 404
    assert (
        client.post(reverse("staff:waive", args=[uuid.uuid4()]), waiver(enrolment)).status_code
        == 404
    )
    assert not Completion.objects.exists()


# --- waiving ------------------------------------------------------------------------------------


def test_a_waiver_is_written_down_with_who_and_why(client, issuer, enrolment):
    client.force_login(issuer)
    assert waive_url(enrolment) in client.get(page_of(enrolment)).content.decode()
    assert client.post(waive_url(enrolment), waiver(enrolment)).headers["Location"] == page_of(
        enrolment
    )
    completion = enrolment.completions.get()
    assert (completion.unit_key, completion.waived_by, completion.waived_because) == (
        "lesson-1",
        issuer,
        REASON,
    )
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.subject_key) == (
        issuer,
        "unit.waived",
        str(enrolment.public_id),
    )
    assert event.reason == f"lesson-1: {REASON}"
    text = client.get(page_of(enrolment)).content.decode()
    assert "Unit waived: 1.1 About lesson-1" in text
    assert "1 <small>of 4, edition 1</small>" in text


def test_when_everything_required_is_waived_by_two_the_certificate_is_issued_and_says_so(
    client, issuer, enrolment, django_capture_on_commit_callbacks
):
    make_provider()
    client.force_login(issuer)
    everything = [f"lesson-{number}" for number in range(1, 5)]
    asked = client.post(waive_url(enrolment), waiver(enrolment, units=everything))
    enrolment.confirm_statement("I took this course myself.")
    assert not Completion.objects.exists()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{asked.headers['Location']}approve/", {"because": REASON})
    enrolment.refresh_from_db()
    assert enrolment.completed_at
    certificate = Certificate.objects.get(enrolment=enrolment)
    assert len(certificate.waived_units) == 4
    text = client.get(page_of(enrolment)).content.decode()
    assert certificate.shown_code in text
    assert reverse("certificates:staff_certificate", args=[certificate.shown_code]) in text
    assert waive_url(enrolment) not in text


@pytest.mark.parametrize(
    "changes",
    [
        {"units": ""},
        {"units": "lesson-99"},
        {"reason": ""},
        {"reason": "         too "},
        {"reason": "x" * 401},
        {"reason": "aaaaa aaaaaa"},
        {"confirmation": ""},
        {"confirmation": "zz"},
        {"confirmation": "0"},
    ],
)
def test_nothing_is_waived_by_half_a_form(client, issuer, enrolment, changes):
    client.force_login(issuer)
    answer = client.post(waive_url(enrolment), waiver(enrolment, **changes))
    assert answer.status_code == 200
    assert "Please put this right" in answer.content.decode()
    assert not Completion.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_second_click_changes_nothing(client, issuer, enrolment):
    client.force_login(issuer)
    for _ in range(2):
        assert client.post(waive_url(enrolment), waiver(enrolment)).status_code == 302
    assert enrolment.completions.count() == AuditEvent.objects.count() == 1


def test_a_unit_that_the_learner_has_done_is_not_waived(client, issuer, enrolment):
    enrolment.complete(enrolment.edition.units.get(key="lesson-1"))
    client.force_login(issuer)
    client.post(waive_url(enrolment), waiver(enrolment))
    assert not enrolment.completions.get().was_waived
    assert not AuditEvent.objects.exists()


def test_a_unit_of_another_edition_cannot_be_waived(client, issuer, enrolment):
    make_unit(make_edition(enrolment.course).modules.first(), "newer", position=9)
    client.force_login(issuer)
    assert client.post(waive_url(enrolment), waiver(enrolment, units="newer")).status_code == 200
    assert not Completion.objects.exists()


def test_looking_at_the_form_waives_nothing(client, issuer, enrolment):
    client.force_login(issuer)
    assert client.get(waive_url(enrolment), waiver(enrolment)).status_code == 200
    assert not Completion.objects.exists()


def test_an_ended_enrolment_takes_no_waiver(client, issuer, enrolment):
    Enrolment.objects.update(ended_at=enrolment.started_at)
    client.force_login(issuer)
    assert client.post(waive_url(enrolment), waiver(enrolment)).status_code == 404
    assert waive_url(enrolment) not in client.get(page_of(enrolment)).content.decode()


def test_support_sees_no_waiver_form(client, enrolment):
    client.force_login(staff_with("course.view_timeline"))
    assert "Waive" not in client.get(page_of(enrolment)).content.decode()


@pytest.mark.parametrize(
    ("before", "now", "waits"),
    [
        ([], ["lesson-1"], False),
        ([], ["lesson-1", "lesson-2"], True),
        (["lesson-1"], ["lesson-2"], True),
        ([], ["final"], True),
    ],
)
def test_a_final_quiz_or_more_than_a_quarter_needs_a_second_person(
    client, issuer, enrolment, grace, before, now, waits
):
    if "final" in now:
        module = enrolment.edition.modules.last()
        make_unit(module, "final", position=20, kind="quiz", is_final=True)
    for key in before:
        enrolment.waive(enrolment.edition.units.get(key=key), by=grace, because=REASON)
    client.force_login(issuer)
    client.post(waive_url(enrolment), waiver(enrolment, units=now))
    assert enrolment.waiver_requests.exists() is waits
    assert enrolment.completions.filter(unit_key__in=now).exists() is not waits
