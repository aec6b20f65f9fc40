"""The page of one person leads to what their groups ask, and to what staff can do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.course.staff.test_staff import page_of, staff_with
from tests.factories import enrol, make_edition, make_group, make_user

pytestmark = pytest.mark.django_db


def test_the_page_of_a_person_says_what_their_groups_ask_and_leads_to_each_act(client, grace):
    ines = make_user(name="Ines Example")  # has started nothing
    client.force_login(grace)
    page = reverse("staff:person", args=[ines.public_id])
    assert "No group asks this person to take a course." in client.get(page).content.decode()
    edition, ward = make_edition(), make_group(name="Ward 5 East")
    ward.members.create(user=ines, how="link")
    ward.courses.create(course=edition.course, due_on=timezone.localdate() - timedelta(days=2))
    late = client.get(page).content.decode()
    assert late.count("Overdue") == 1
    in_group = reverse("groups:person", args=[ward.public_id, ines.public_id])
    for address in (f"{in_group}?course=basics", f"{ward.staff_url}?course=basics"):
        assert address in late
        assert client.get(address).status_code == 200
    assert page in client.get(in_group).content.decode()
    assert "Remind now" not in late
    enrolled = enrol(ines, edition)
    text = client.get(page_of(enrolled)).content.decode()
    for act, said in (("remind", "1 person gets an email"), ("add_to_group", "1 person is chosen")):
        address = f"{reverse(f'staff:{act}')}?who=ticked&amp;row={ines.pk}"
        assert address in text
        assert said in client.get(address.replace("&amp;", "&")).content.decode()
    client.force_login(staff_with("course.view_timeline"))
    only_read = client.get(page_of(enrolled)).content.decode()
    assert "Ward 5 East" in only_read
    assert ward.staff_url not in only_read
    assert "Remind now" not in only_read
