"""The roles that a learner has in a course: they mark boxes in lessons and open nothing."""

import pytest
from django.urls import reverse

from accounts import personal_data
from course.models import Acknowledgement, Course, LearnerRole
from tests.factories import enrol, make_edition

pytestmark = pytest.mark.django_db
ROLES = "cleaner\tC\tCleaner\nporter\tP\tPorter"
PAGE = reverse("course:roles", args=["basics"])
LESSON = reverse("course:unit", args=["basics", "lesson-1"])


@pytest.fixture
def enrolment(client, ada):
    client.force_login(ada)
    return enrol(ada, make_edition(roles=ROLES))


def keys(enrolment):
    return list(enrolment.roles.values_list("key", flat=True))


def test_a_learner_chooses_roles_and_lessons_mark_their_boxes(client, enrolment):
    assert PAGE in client.get(reverse("course:mine", args=["basics"])).content.decode()
    for _twice in range(2):
        assert client.post(PAGE, {"roles": ["porter", "cleaner"]}).status_code == 302
    assert keys(enrolment) == ["cleaner", "porter"]
    assert 'data-roles="1 2"' in client.get(LESSON).content.decode()

    client.post(PAGE, {"roles": ["porter"]})
    assert keys(enrolment) == ["porter"]
    assert 'data-roles="2"' in client.get(LESSON).content.decode()
    assert 'value="porter" id="id_roles_1" checked' in client.get(PAGE).content.decode()

    client.post(PAGE, {})
    assert keys(enrolment) == []
    assert 'data-roles=""' in client.get(LESSON).content.decode()


def test_a_role_that_the_course_does_not_know_is_refused(client, enrolment):
    page = client.post(PAGE, {"roles": ["surgeon"]})
    assert page.status_code == 200
    assert keys(enrolment) == []


def test_a_course_without_roles_asks_for_none(client, ada):
    client.force_login(ada)
    enrol(ada, make_edition(roles=""))
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get(reverse("course:mine", args=["basics"])).content.decode()


def test_roles_in_one_course_say_nothing_in_another(client, ada, enrolment):
    other = enrol(ada, make_edition(Course.objects.create(slug="other"), roles=ROLES))
    client.post(PAGE, {"roles": ["porter"]})
    assert (keys(enrolment), keys(other)) == (["porter"], [])


def test_a_role_that_the_next_edition_does_not_know_marks_nothing(client, enrolment):
    client.post(PAGE, {"roles": ["porter"]})
    enrolment.edition = make_edition(enrolment.course, roles="cleaner\tC\tCleaner")
    enrolment.save()
    Acknowledgement.objects.create(enrolment=enrolment, edition=enrolment.edition)
    assert 'data-roles=""' in client.get(LESSON).content.decode()


def test_staff_see_the_roles_and_their_owner_gets_and_erases_them(client, ada, grace, enrolment):
    client.post(PAGE, {"roles": ["porter"]})
    (exported,) = personal_data.export(ada)["learning"]
    assert exported["roles"] == ["porter"]
    client.force_login(grace)
    page = client.get(reverse("staff:learner", args=[enrolment.public_id])).content.decode()
    assert "ada@example.org · Porter" in page
    personal_data.erase(ada)
    assert not LearnerRole.objects.exists()
