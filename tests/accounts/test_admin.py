"""Django's own admin: everything can only be read."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction
from django.urls import NoReverseMatch, reverse, reverse_lazy

from accounts import audit, personal_data
from accounts.models import OutgoingMail, User
from course.models import PUBLISHED, ModuleReview, Provider
from tests.course.staff.test_staff import queries
from tests.factories import enrol, finish, make_edition, make_user, sign_off

pytestmark = pytest.mark.django_db
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


# --- everything -----------------------------------------------------------------------------------


def test_not_even_a_superuser_adds_changes_or_deletes_anything_here(rf, grace):
    request = rf.get("/admin/")
    request.user = grace
    may = {
        model._meta.label: shown.get_model_perms(request)
        for model, shown in admin.site._registry.items()
    }
    assert len(may) > 40
    nothing = {"add": False, "change": False, "delete": False, "view": True}
    assert may == dict.fromkeys(may, nothing)
    assert [shown for shown in admin.site._registry.values() if shown.actions] == []


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_accounts_rights_and_passwords_are_not_changed_here(client, grace, ada, page):
    client.force_login(grace)
    args = [] if page == "add" else [ada.pk]
    fields = {"email": "a@b.example", "is_superuser": "on", "is_staff": "on", "post": "yes"}
    assert client.post(admin_url("accounts.user", page, *args), fields).status_code == 403
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[ada.pk])
    shown = client.get(admin_url("accounts.user", "change", ada.pk)).content.decode()
    assert ada.email in shown
    assert ada.password not in shown
    ada.refresh_from_db()
    assert (ada.is_staff, ada.is_superuser) == (False, False)


def test_what_others_did_here_before_stays(grace, ada):
    """Django's own log was written while accounts could be changed here."""
    change = {"action_flag": CHANGE, "content_type": ContentType.objects.get_for_model(User)}
    entry = LogEntry.objects.create(user=grace, object_id=ada.pk, object_repr=ada.email, **change)
    for act in (
        lambda: LogEntry.objects.filter(pk=entry.pk).update(action_flag=DELETION),
        lambda: LogEntry.objects.filter(pk=entry.pk).update(user=ada),
        lambda: LogEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    personal_data.erase(ada)
    assert not LogEntry.objects.exists()


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
