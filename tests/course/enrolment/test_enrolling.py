"""Starting a course: what is asked, what is kept, and the name for the certificate."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from course.models import Acknowledgement, Course, Enrolment
from course.names.holder_names import clean_holder_name
from tests.factories import enrol, finish, make_edition, make_provider

pytestmark = pytest.mark.django_db
ENROL = reverse("course:enrol", args=["basics"])
MINE = reverse("course:mine", args=["basics"])
SIGNED = {"holder_name": "Ada King", "disclosures_read": "on", "time_zone": "UTC"}


def test_enrolling_keeps_name_disclosures_and_edition(client, ada):
    edition = make_edition()
    client.force_login(ada)
    assert client.get(ENROL).status_code == 200
    answer = client.post(ENROL, SIGNED | {"holder_name": "  Ada   King "})
    assert answer.headers["Location"] == MINE
    enrolment = Enrolment.objects.get()
    assert (enrolment.user, enrolment.edition, enrolment.holder_name) == (ada, edition, "Ada King")
    assert Acknowledgement.objects.get().edition == edition


def test_enrolling_keeps_the_roles_and_the_time_zone(client, ada):
    make_edition(roles="cleaner\tC\tCleaner\nporter\tP\tPorter\nnurse\tN\tNurse")
    client.force_login(ada)
    page = client.get(ENROL).content.decode()
    # What is confirmed stands above the box that confirms it.
    assert page.index('id="facts"') < page.index('name="disclosures_read"')
    client.post(ENROL, SIGNED | {"time_zone": "America/Toronto", "roles": ["nurse", "cleaner"]})
    enrolment = Enrolment.objects.get()
    assert [role.key for role in enrolment.roles_in_edition()] == ["cleaner", "nurse"]
    assert enrolment.zone == "America/Toronto"


def test_a_refused_form_keeps_what_was_chosen(client, ada):
    make_edition()
    client.force_login(ada)
    page = client.post(ENROL, {"time_zone": "America/Toronto", "roles": "nurse"}).content.decode()
    assert '<option value="America/Toronto" selected>' in page
    assert re.search(r'value="nurse"[^>]* checked', page)
    assert "data-suggest-zone" not in page


def test_a_time_zone_is_suggested_only_to_who_was_never_asked_for_one(client, ada):
    other = make_edition(Course.objects.create(slug="other"))
    make_edition()
    client.force_login(ada)
    assert "data-suggest-zone" in client.get(ENROL).content.decode()
    # She is asked at her first course, and chooses this.
    enrol(ada, other)
    assert "data-suggest-zone" not in client.get(ENROL).content.decode()
    Enrolment.objects.update(user=None)
    ada.time_zone = "Europe/Berlin"
    ada.save()
    page = client.get(ENROL).content.decode()
    assert "data-suggest-zone" not in page
    assert '<option value="Europe/Berlin" selected>' in page


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"holder_name": "Ada", "time_zone": "UTC"},
        {"disclosures_read": "on", "time_zone": "UTC"},
        {"holder_name": " ", "disclosures_read": "on", "time_zone": "UTC"},
        {"holder_name": "Ada", "disclosures_read": "on"},
        {"holder_name": "Ada", "disclosures_read": "on", "time_zone": "Mars/Olympus"},
        {"holder_name": "Ada", "disclosures_read": "on", "time_zone": "UTC", "roles": "surgeon"},
    ],
)
def test_enrolling_without_what_is_asked_is_refused_with_an_error_summary(client, ada, data):
    make_edition()
    client.force_login(ada)
    page = client.post(ENROL, data)
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert not Enrolment.objects.exists()


def test_enrolling_twice_leads_to_the_same_enrolment(client, ada):
    make_edition()
    client.force_login(ada)
    for _click in range(2):
        client.post(ENROL, SIGNED)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize("name", ["Ada\u202eecila", "\U0001f600", "A" * 121, "\u0661\u0662"])
def test_a_name_that_cannot_be_printed_is_refused(client, ada, name):
    make_edition()
    client.force_login(ada)
    page = client.post(ENROL, SIGNED | {"holder_name": name})
    assert page.context["form"].errors["holder_name"]
    assert not Enrolment.objects.exists()


def test_a_name_with_markup_in_it_is_text_on_every_page(client, ada):
    make_edition()
    client.force_login(ada)
    name = "<script>alert(1)</script>"
    answer = client.post(ENROL, SIGNED | {"holder_name": name}, follow=True)
    page = answer.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert name not in page


def test_a_name_in_another_script_is_asked_for_in_latin_letters():
    with pytest.raises(ValidationError, match="Latin"):
        clean_holder_name("山田太郎")


def test_a_learner_corrects_the_name_until_completion(client, ada):
    enrolment = enrol(ada, make_edition(), holder_name="Nmae Tpyo")
    confirmed_at = enrolment.name_confirmed_at
    client.force_login(ada)
    address = reverse("course:holder_name", args=["basics"])
    assert address in client.get(MINE).content.decode()
    assert 'value="Nmae Tpyo"' in client.get(address).content.decode()
    assert client.post(address, {"holder_name": " Ada  Lovelace "}).status_code == 302
    enrolment.refresh_from_db()
    assert enrolment.holder_name == "Ada Lovelace"
    assert enrolment.name_confirmed_at > confirmed_at


@pytest.mark.parametrize("name", ["", "王小明", "A" * 121, "- -"])
def test_a_corrected_name_is_checked_like_the_first(client, ada, name):
    enrolment = enrol(ada, make_edition())
    client.force_login(ada)
    assert (
        client.post(
            reverse("course:holder_name", args=["basics"]), {"holder_name": name}
        ).status_code
        == 200
    )
    enrolment.refresh_from_db()
    assert enrolment.holder_name == "Ada Lovelace"


def test_after_completion_the_page_says_who_can_correct_the_name(client, ada):
    make_provider(contact="courses@northgate.example")
    enrolment = finish(enrol(ada, make_edition()))
    client.force_login(ada)
    address = reverse("course:holder_name", args=["basics"])
    page = client.get(address).content.decode()
    assert "courses@northgate.example" in page.partition("<main")[2].partition("</main")[0]
    assert "holder_name" not in page
    answer = client.post(address, {"holder_name": "Eve Stranger"}, follow=True)
    assert "you have completed the course" in answer.content.decode()
    enrolment.refresh_from_db()
    assert enrolment.holder_name == "Ada Lovelace"


def test_nobody_corrects_the_name_of_another(client, ada, eve):
    enrolment = enrol(ada, make_edition())
    client.force_login(eve)
    address = reverse("course:holder_name", args=["basics"])
    assert client.post(address, {"holder_name": "Eve Stranger"}).status_code == 404
    enrolment.refresh_from_db()
    assert enrolment.holder_name == "Ada Lovelace"
