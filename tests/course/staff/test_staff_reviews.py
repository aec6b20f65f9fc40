"""Clinicians sign modules off with their own accounts; a second click changes nothing."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from course.models import Contributor, Course, Edition, ModuleReview
from tests.factories import make_edition, make_user, sign_off

pytestmark = pytest.mark.django_db
FIELDS = {
    "reviewer_name": "Dr Rosalind Reader",
    "reviewer_profession": "Psychiatrist, Alberta",
    "disclosure": "None",
    "not_an_author": "on",
    "has_read": "on",
}


@pytest.fixture
def reviewer():
    user = make_user(name="Rosalind Reader", is_staff=True)
    user.groups.add(Group.objects.get(name="Reviewer"))
    return user


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def page(edition):
    module = edition.modules.get()
    return reverse("staff:sign", args=[edition.course.slug, module.key]), FIELDS | {
        "digest": module.digest
    }


def test_a_reviewer_signs_a_module_as_it_stands_and_it_is_on_record(client, reviewer, edition):
    client.force_login(reviewer)
    url, fields = page(edition)
    assert client.get(url).status_code == 200
    assert client.post(url, fields).status_code == 302
    assert client.post(url, fields).status_code == 302
    review, module = ModuleReview.objects.get(), edition.modules.get()
    assert (review.module_key, review.digest, review.reviewer) == (
        module.key,
        module.digest,
        reviewer,
    )
    assert (review.reviewer_name, review.disclosure) == ("Dr Rosalind Reader", "None")
    assert AuditEvent.objects.get(verb="module.signed").actor == reviewer
    listed = client.get(reverse("staff:reviews")).content.decode()
    assert "Dr Rosalind Reader, Psychiatrist, Alberta" in listed
    assert "1 sign-off missing" in listed
    assert not edition.is_reviewed


@pytest.mark.parametrize("name", ["disclosure", "reviewer_profession", "not_an_author", "has_read"])
def test_nothing_is_signed_without_each_statement(client, reviewer, edition, name):
    client.force_login(reviewer)
    url, fields = page(edition)
    answer = client.post(url, {key: value for key, value in fields.items() if key != name})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not ModuleReview.objects.exists()


def test_a_module_that_changed_while_the_form_was_open_is_not_signed(client, reviewer, edition):
    client.force_login(reviewer)
    url, fields = page(edition)
    answer = client.post(url, fields | {"digest": "0" * 64})
    assert "has changed since you opened" in answer.content.decode()
    assert not ModuleReview.objects.exists()


def test_an_author_cannot_sign_their_own_module(client, reviewer, edition):
    Contributor.objects.create(edition=edition, position=2, name="rosalind READER", role="Author")
    client.force_login(reviewer)
    url, fields = page(edition)
    assert "An author cannot sign" in client.post(url, fields).content.decode()
    assert not ModuleReview.objects.exists()


def test_who_published_the_edition_cannot_sign_it(client, reviewer):
    edition = make_edition(published_by=reviewer)
    client.force_login(reviewer)
    url, fields = page(edition)
    assert "You published this module" in client.post(url, fields).content.decode()
    assert not ModuleReview.objects.exists()


def test_two_accounts_make_a_review_and_a_changed_module_voids_it(edition):
    sign_off(edition)
    assert edition.is_reviewed
    again = make_edition(course=edition.course)
    assert again.modules.get().digest != edition.modules.get().digest
    assert not again.is_reviewed


def test_the_course_page_names_who_reviewed_it_once_the_review_is_whole(client, edition):
    page = reverse("course:course", args=[edition.course.slug])
    sign_off(edition, "Dr One", profession="Anaesthetist")
    first = client.get(page).content.decode()
    assert "Content not clinically reviewed" in first
    assert "Anaesthetist" not in first
    sign_off(edition, "Dr Two")
    whole = client.get(page).content.decode()
    assert "Content not clinically reviewed" not in whole
    assert whole.count("Dr One, Anaesthetist, November 24, 2026<small>None</small>") == 1
    assert whole.count("Dr Two, Physician, November 24, 2026<small>None</small>") == 1


def test_one_account_cannot_sign_twice_under_two_names(edition, reviewer):
    module = edition.modules.get()
    values = {
        "course": edition.course,
        "module_key": module.key,
        "digest": module.digest,
        "reviewer": reviewer,
        "reviewer_profession": "Nurse",
        "disclosure": "None",
        "signed_on": "2026-11-24",
    }
    ModuleReview.objects.create(reviewer_name="A", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        ModuleReview.objects.create(reviewer_name="B", **values)


def test_twenty_modules_cost_as_many_queries_as_one(client, reviewer, django_assert_num_queries):
    client.force_login(reviewer)
    url = reverse("staff:reviews")
    make_edition()
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    sign_off(make_edition(modules=20))
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_the_modules_of_a_course_stand_together(client, reviewer):
    for slug, title in (("rub", "Rub"), ("air", "Air")):
        make_edition(Course.objects.create(slug=slug), modules=2, title=title)
    client.force_login(reviewer)
    rows = client.get(reverse("staff:reviews")).context["rows"]
    shown = [(row.module.edition.title, row.module.position) for row in rows]
    assert shown == [("Air", 1), ("Air", 2), ("Rub", 1), ("Rub", 2)]
