"""Parts of staff pages are rendered once a process, and show nobody more than they may do."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from accounts.staff_groups import GROUPS
from course.models.published import forget_rows_at_hand
from tests.factories import make_edition, make_user

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]*"')
COUNTED_AT = re.compile(r"Counted on [^<]*")  # another minute may have begun meanwhile
EVERYTHING = {permission for permissions in GROUPS.values() for permission in permissions}


def browser_of_staff(permissions: set[str]) -> Client:
    """The browser of a member of staff who holds exactly these permissions."""
    user = make_user(is_staff=True, name="Grace")
    for permission in permissions:
        app, _dot, codename = permission.partition(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    client = Client()
    client.force_login(user)
    return client


def home(client: Client) -> str:
    html = client.get(reverse("staff:home")).content.decode()
    return COUNTED_AT.sub("", TOKEN.sub(r"\1", html))


def test_who_lacks_a_permission_is_not_shown_what_was_rendered_for_who_holds_it():
    make_edition()
    browsers = [browser_of_staff(EVERYTHING)]
    browsers += [browser_of_staff(EVERYTHING - {permission}) for permission in sorted(EVERYTHING)]
    cold = []
    for browser in browsers:
        caches["pieces"].clear()
        forget_rows_at_hand()
        cold.append(home(browser))
    assert len(set(cold)) > 5  # else the comparison below would prove nothing

    caches["pieces"].clear()
    assert [home(browser) for browser in browsers] == cold
    assert [home(browser) for browser in browsers] == cold


def test_the_first_course_is_led_to_as_soon_as_it_is_published():
    client = browser_of_staff(set())
    address = reverse("course:course", args=["basics"])
    assert address not in home(client)
    make_edition()
    assert address in home(client)
