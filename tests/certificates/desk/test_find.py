"""The search in the header of staff pages."""

import re

import pytest
from django.urls import reverse

from tests.certificates.desk.test_revoking import staff_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def found(client, typed: str) -> str:
    return client.get(reverse("certificates:find"), {"q": typed}).url


def test_every_page_of_staff_has_it(client):
    client.force_login(staff_of("Issuer"))
    page = client.get(reverse("staff:home")).content.decode()
    assert f'action="{reverse("certificates:find")}"' in page


def test_a_number_opens_its_record_and_a_name_its_person_or_the_list(client, certificate, ada):
    client.force_login(staff_of("Issuer"))
    record = reverse("certificates:staff_certificate", args=[certificate.shown_code])
    assert found(client, f" {certificate.shown_code.lower()} ") == record
    learner = reverse("staff:learner", args=[certificate.enrolment.public_id])
    assert f'href="{learner}"' in client.get(record).content.decode()
    assert found(client, "LOVE ada") == reverse("staff:person", args=[ada.public_id])
    assert found(client, "a") == reverse("staff:learners") + "?q=a"
    make_user(name="Áda Lovejoy")
    assert found(client, "Ada Love") == reverse("staff:learners") + "?q=Ada+Love"
    assert found(client, "0000-0000-0000") == reverse("staff:learners") + "?q=0000-0000-0000"


@pytest.mark.parametrize("group", ["Editor", "Reviewer", "no group"])
def test_who_may_find_nobody_has_no_such_page(client, group):
    client.force_login(staff_of(group))
    assert client.get(reverse("certificates:find"), {"q": "Ada"}).status_code == 404
    assert "staff_words" not in client.get(reverse("staff:home")).content.decode()


def test_the_list_of_learners_knows_the_number_too(client, certificate, eve):
    client.force_login(staff_of("Issuer"))
    page = client.get(reverse("staff:learners"), {"q": certificate.shown_code.lower()})
    names = re.findall(r'id="name-\d+">([^<]+)<', page.content.decode())
    assert names == [certificate.enrolment.user.name]
