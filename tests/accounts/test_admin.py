"""Django's own admin: people can be made, records can only be read."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.urls import reverse, reverse_lazy

from accounts import audit
from accounts.models import OutgoingMail, User
from course.models import PUBLISHED, ModuleReview, Provider
from tests.course.staff.test_staff import queries
from tests.factories import enrol, finish, make_edition, make_user, sign_off

pytestmark = pytest.mark.django_db
PASSWORD = "a few unrelated words"
READ_ONLY = sorted(
    [model._meta.label_lower for model in PUBLISHED if not model._meta.auto_created]
    + ["course.course", "course.enrolment", "course.completion", "course.acknowledgement"]
    + ["course.correctionnotice"]
    + ["accounts.auditevent", "accounts.outgoingmail", "accounts.periodicrun"]
)


def admin_url(label: str, page: str, *args: object) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


@pytest.fixture
def helper():
    """A member of staff with every permission, who is no superuser."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    return user


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("person", "answer"),
    [
        ("nobody", f"{reverse_lazy('account_login')}?next=/admin/"),
        ("ada", 404),
        ("helper", "/admin/"),
        ("grace", "/admin/"),
    ],
)
def test_the_sign_in_page_of_the_admin_reads_no_password(
    client, request, grace, person, answer, method
):
    if person != "nobody":
        client.force_login(request.getfixturevalue(person))
    data = {"username": grace.email, "password": "correct horse battery"}
    page = getattr(client, method)(reverse("admin:login"), data)
    assert page.headers.get("Location", page.status_code) == answer
    signed_in = client.session.get("_auth_user_id")
    assert signed_in != str(grace.pk) or person == "grace"


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/admin/accounts/user/", "/admin/accounts/user/"),
        ("//evil.example/", "/admin/"),
        ("https://evil.example/", "/admin/"),
    ],
)
def test_who_is_signed_out_comes_back_to_the_page_of_the_admin_only(client, wanted, given):
    page = client.get(reverse("admin:login"), {"next": wanted})
    assert page.headers["Location"] == f"{reverse('account_login')}?next={given}"


def test_learners_do_not_get_in(client, ada):
    client.force_login(ada)
    assert client.get(reverse("admin:index"), follow=True).status_code == 404


@pytest.mark.parametrize("label", READ_ONLY)
def test_records_are_listed_and_never_added_changed_or_deleted(client, grace, ada, rf, label):
    finish(enrol(ada, make_edition()))
    audit.record(grace, "provider.changed", Provider.get(), "A reason.")
    OutgoingMail.objects.create(
        key="k", recipient="a@example.org", subject="Code", body="123456", language="en"
    )
    client.force_login(grace)
    model = apps.get_model(label)
    assert client.get(admin_url(label, "changelist"), {"q": "ada"}).status_code == 200
    assert client.get(admin_url(label, "add")).status_code == 403
    row = model._default_manager.first()
    if row is not None:
        assert client.get(admin_url(label, "change", row.pk)).status_code == 200
        assert client.post(admin_url(label, "change", row.pk), {}).status_code == 403
        assert client.post(admin_url(label, "delete", row.pk), {"post": "yes"}).status_code == 403
        before = model._default_manager.count()
        chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(admin_url(label, "changelist"), chosen)
        assert model._default_manager.count() == before


def test_every_published_table_but_the_links_can_be_read():
    assert {model for model in PUBLISHED if not model._meta.auto_created} <= set(
        admin.site._registry
    )


def test_the_text_of_a_mail_is_not_shown(client, grace):
    mail = OutgoingMail.objects.create(
        key="k", recipient="a@example.org", subject="Code", body="code 123456", language="en"
    )
    client.force_login(grace)
    assert (
        "123456"
        not in client.get(admin_url("accounts.outgoingmail", "change", mail.pk)).content.decode()
    )


# --- people ---------------------------------------------------------------------------------------


def test_an_account_is_made_with_an_address_in_lower_case(client, grace):
    client.force_login(grace)
    answer = client.post(
        admin_url("accounts.user", "add"),
        {
            "email": "New@Example.ORG", "name": "New Person", "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert User.objects.get(name="New Person").email == "new@example.org"


def test_an_account_joins_a_group_and_keeps_its_address(client, grace, ada):
    client.force_login(grace)
    page = client.get(admin_url("accounts.user", "change", ada.pk)).content.decode()
    assert ada.password not in page
    issuer = Group.objects.get(name="Issuer")
    fields = {
        "email": "changed@example.org", "name": "Ada King",
        "time_zone": "UTC", "language": "en-us", "theme": "",
        "is_active": "on", "is_staff": "on", "groups": [issuer.pk],
    }  # fmt: skip
    assert client.post(admin_url("accounts.user", "change", ada.pk), fields).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.email, ada.is_staff, list(ada.groups.all())) == (
        "Ada King", "ada@example.org", True, [issuer],
    )  # fmt: skip


def test_nobody_gives_rights_that_only_a_superuser_gives(client, helper, ada):
    client.force_login(helper)
    fields = {
        "name": "Ada King", "time_zone": "UTC", "language": "en-us", "theme": "",
        "is_active": "on", "is_staff": "on",
        "is_superuser": "on",
    }  # fmt: skip
    assert client.post(admin_url("accounts.user", "change", ada.pk), fields).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.is_staff, ada.is_superuser) == ("Ada King", False, False)


def test_staff_cannot_change_a_superuser_or_set_their_password(client, helper, grace):
    client.force_login(helper)
    assert (
        client.post(admin_url("accounts.user", "change", grace.pk), {"name": "X"}).status_code
        == 403
    )
    password = reverse("admin:auth_user_password_change", args=[grace.pk])
    assert client.post(password, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 403


def test_accounts_are_not_deleted_here(client, grace, ada):
    client.force_login(grace)
    assert (
        client.post(admin_url("accounts.user", "delete", ada.pk), {"post": "yes"}).status_code
        == 403
    )
    assert User.objects.filter(pk=ada.pk).exists()


# --- sign-offs and the provider -------------------------------------------------------------------


def test_sign_offs_can_only_be_read_here(client, grace):
    edition = make_edition()
    sign_off(edition)
    client.force_login(grace)
    review = ModuleReview.objects.first()
    assert client.get(admin_url("course.modulereview", "change", review.pk)).status_code == 200
    assert client.get(admin_url("course.modulereview", "add")).status_code == 403
    assert client.post(admin_url("course.modulereview", "change", review.pk), {}).status_code == 403
    assert (
        client.post(
            admin_url("course.modulereview", "delete", review.pk), {"post": "yes"}
        ).status_code
        == 403
    )


def test_the_provider_is_changed_only_where_a_reason_is_asked(client, grace):
    client.force_login(grace)
    fields = {
        "legal_name": "A Hospital",
        "web": "https://hospital.example",
        "time_zone": "UTC",
        "paper": "A4",
    }
    assert client.post(admin_url("course.provider", "add"), fields).status_code == 403
    Provider.objects.create(pk=1, legal_name="A clinic")
    assert client.post(admin_url("course.provider", "change", 1), fields).status_code == 403
    assert (
        client.post(admin_url("course.provider", "delete", 1), {"post": "yes"}).status_code == 403
    )
    assert Provider.objects.get().legal_name == "A clinic"


def test_a_list_costs_as_many_queries_for_twenty_rows_as_for_one(client, grace):
    edition = make_edition()
    enrol(make_user(), edition)
    client.force_login(grace)
    listing = admin_url("course.enrolment", "changelist")
    one = queries(client, listing)
    for _ in range(19):
        enrol(make_user(), edition)
    assert queries(client, listing) == one
