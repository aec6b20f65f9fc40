"""Roles of staff: who gives them, until when they count, and that one administrator stays."""

import html
import re
from datetime import timedelta
from itertools import chain

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts import personal_data
from accounts.approvals import ActRefusedError
from accounts.erasing.acts import ErasureRefusedError, erase_account
from accounts.models import AdministratorRequest, AuditEvent, OutgoingMail, RoleGrant, User
from accounts.people.sign_in import set_active
from accounts.roles.acts import end, end_all_lapsed
from accounts.roles.mails import tell_before_the_end
from accounts.roles.models import StaffRole
from accounts.roles.rights import ACTS
from accounts.staff_groups import GROUPS
from tests.accounts.factors import add_app, add_passkey
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ROLES, GIVE = reverse("roles:list"), reverse("roles:give")
LEARNERS = reverse("staff:learners")
BECAUSE = "Agreed at the meeting of the board."
DAY = timedelta(days=1)
WITH_SECOND = "with a second person"


def proven(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def ada(ada):
    return proven(ada)


@pytest.fixture(autouse=True)
def signed_in(client, grace):
    client.force_login(grace)


def give(client, person: User, role: str, last_day="", reason=BECAUSE):
    fields = {"address": person.email, "role": role, "last_day": last_day, "reason": reason}
    return client.post(GIVE, fields, follow=True)


def page(client, address=ROLES) -> str:
    return client.get(address).content.decode()


def acts_of(person: User) -> list[tuple[str, str]]:
    events = AuditEvent.objects.filter(subject_key=str(person.public_id)).order_by("pk")
    return list(events.values_list("verb", "reason"))


def administrator(client, name: str, last_day: str = "") -> User:
    """Somebody whom two people made an administrator, as it is done."""
    user = proven(make_user(f"{name}@example.org", name=name.title()))
    give(client, user, "Administrator", last_day)
    second = make_user(is_staff=True, is_superuser=True)
    client.force_login(second)
    act = AdministratorRequest.objects.get(person=user)
    client.post(reverse("approvals:approve", args=["administrator", act.pk]), {"because": BECAUSE})
    client.force_login(User.objects.get(email="grace@example.org"))
    second.delete()
    return user


def test_a_role_opens_its_pages_until_its_last_day_is_over_and_nothing_later(client, ada):
    last_day = timezone.localdate() + 5 * DAY
    answer = give(client, ada, "Support", last_day.isoformat())
    assert "The role is given" in answer.content.decode()
    assert f"until {last_day}" in page(client)
    assert acts_of(ada) == [("role.given", f"Support, until {last_day}. {BECAUSE}")]
    mailed = OutgoingMail.objects.get(recipient=ada.email)
    assert mailed.subject == "You were given a role on this site"

    client.force_login(ada)
    assert client.get(LEARNERS).status_code == 200
    assert client.get(GIVE).status_code == 404
    with time_machine.travel(timezone.now() + 5 * DAY, tick=False):
        client.force_login(ada)
        assert client.get(LEARNERS).status_code == 200
    with time_machine.travel(timezone.now() + 6 * DAY, tick=False):
        client.force_login(ada)
        # Nothing ran meanwhile: the page itself finds the role over.
        assert client.get(LEARNERS).status_code == 404
        assert client.get(reverse("staff:home")).status_code == 404
    ada.refresh_from_db()
    assert (ada.is_staff, ada.groups.count()) == (False, 0)
    assert acts_of(ada)[1:] == [("role.lapsed", "Support")]


def test_timed_work_ends_the_roles_of_those_who_do_not_come(client, ada):
    give(client, ada, "Support", timezone.localdate().isoformat())
    give(client, ada, "Reviewer")
    with time_machine.travel(timezone.now() + 2 * DAY, tick=False):
        end_all_lapsed()
        end_all_lapsed()
    assert [group.name for group in ada.groups.all()] == ["Reviewer"]
    ada.refresh_from_db()
    assert ada.is_staff
    assert [verb for verb, _reason in acts_of(ada)] == ["role.given", "role.given", "role.lapsed"]


def test_somebody_is_told_once_a_week_before_a_role_ends(client, ada):
    give(client, ada, "Support", (timezone.localdate() + 20 * DAY).isoformat())
    told = OutgoingMail.objects.filter(subject="Your role on this site ends soon")
    tell_before_the_end()
    assert not told.exists()
    with time_machine.travel(timezone.now() + 16 * DAY, tick=False):
        tell_before_the_end()
        tell_before_the_end()
    assert told.get().recipient == ada.email


def test_a_role_given_again_gets_the_new_last_day(client, ada):
    give(client, ada, "Support", (timezone.localdate() + DAY).isoformat())
    give(client, ada, "Support")
    before, after = RoleGrant.objects.all()
    assert (before.ended_because, after.ended_at, after.ends_at) == (BECAUSE, None, None)
    assert [group.name for group in ada.groups.all()] == ["Support"]


def test_a_role_is_ended_at_once_for_a_reason(client, ada):
    give(client, ada, "Support")
    address = reverse("roles:end", args=[RoleGrant.objects.get().pk])
    assert "Write the reason" in client.post(address, {"reason": ""}).content.decode()
    for answer in ("The role has ended.", "This role had ended before."):
        shown = client.post(address, {"reason": BECAUSE}, follow=True)
        assert answer in shown.content.decode()
    assert acts_of(ada)[1:] == [("role.ended", f"Support. {BECAUSE}")]
    client.force_login(ada)
    assert client.get(LEARNERS).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "nobody@example.org"}, "Nobody has an account with this address"),
        ({"address": "grace@example.org"}, "Nobody gives themselves a role"),
        ({"role": ""}, "Choose a role"),
        ({"role": "Superuser"}, "Select a valid choice"),
        ({"last_day": "2020-01-01"}, "This day is over"),
        ({"last_day": "soon"}, "Enter a valid date"),
        ({"reason": "ok"}, "Write a reason of 10 characters"),
    ],
)
def test_a_role_that_cannot_be_given_is_refused_with_what_to_do(client, ada, grace, fields, words):
    proven(grace)
    good = {"address": ada.email, "role": "Support", "last_day": "", "reason": BECAUSE}
    shown = client.post(GIVE, good | fields)
    assert shown.status_code == 200
    assert words in shown.content.decode()
    assert not RoleGrant.objects.exists()


def test_administrators_are_made_by_two_people(client, ada, grace):
    shown = give(client, ada, "Administrator").content.decode()
    assert "A second administrator has to approve it" in shown
    assert not RoleGrant.objects.exists()
    act = AdministratorRequest.objects.get()
    approve = reverse("approvals:approve", args=["administrator", act.pk])
    client.post(approve, {"because": BECAUSE})  # by the one who asked
    assert "waits for a second person" in page(client)
    assert not RoleGrant.objects.exists()

    client.force_login(make_user(is_staff=True, is_superuser=True))
    for _twice in range(2):
        client.post(approve, {"because": BECAUSE})
    assert RoleGrant.objects.get().role == "Administrator"
    client.force_login(ada)
    assert client.get(GIVE).status_code == 200
    assert client.get(reverse("approvals:name")).status_code == 200
    assert client.get("/admin/accounts/user/").status_code == 403


def test_whoever_asked_and_is_staff_no_more_can_neither_see_nor_finish_it(client, ada, grace):
    give(client, ada, "Administrator")
    act = AdministratorRequest.objects.get()
    addresses = [
        reverse(f"approvals:{name}", args=["administrator", act.pk])
        for name in ("act", "notice", "approve", "refuse")
    ]
    assert client.get(addresses[0]).status_code == 200
    User.objects.filter(pk=grace.pk).update(is_staff=False, is_superuser=False)
    for address in addresses:
        assert client.get(address).status_code == 404
        assert client.post(address, {"because": BECAUSE}).status_code == 404
    act.refresh_from_db()
    assert (act.noticed_at, act.approved_at, act.refused_at) == (None, None, None)


def test_nobody_ends_a_role_of_their_own(client, grace):
    administrator(client, "ada")
    grant = RoleGrant.objects.get()
    client.force_login(grant.person)
    shown = client.post(reverse("roles:end", args=[grant.pk]), {"reason": BECAUSE})
    assert "Nobody gives themselves a role" in shown.content.decode()
    assert RoleGrant.objects.current().exists()


def test_the_last_administrator_is_neither_ended_nor_stopped_nor_lapsed(client, grace):
    ada = administrator(client, "ada", timezone.localdate().isoformat())
    grant = RoleGrant.objects.get()
    # Grace lost her rights after she had opened the pages.
    User.objects.filter(pk=grace.pk).update(is_superuser=False)
    with pytest.raises(ActRefusedError, match="the only administrator"):
        end(grant, grace, BECAUSE)
    with pytest.raises(ActRefusedError, match="the only administrator"):
        set_active(ada, is_active=False, by=grace, because=BECAUSE)
    with pytest.raises(ErasureRefusedError, match="the only administrator"):
        erase_account(ada, ada, "I asked for it.")
    with time_machine.travel(timezone.now() + 3 * DAY, tick=False):
        client.force_login(ada)
        assert "There is only one administrator" in page(client)
        end_all_lapsed()
        assert RoleGrant.objects.current().exists()
        # With another one, the role ends as it should have.
        make_user(is_staff=True, is_superuser=True)
        assert client.get(ROLES).status_code == 404


def test_the_page_shows_roles_with_last_day_and_second_factor(client, grace, ada):
    add_app(grace)
    give(client, ada, "Issuer", "2099-03-31")
    give(client, ada, "Auditor")
    for number in range(2):
        add_passkey(ada, f"key {number}")
    make_user("max@example.org", name="Max Muster", is_staff=True)
    shown = " ".join(strip_tags(page(client)).split())
    for line in (
        "Ada Lovelace ada@example.org Auditor no end date Change Auditor of Ada Lovelace End"
        " Auditor of Ada Lovelace Issuer until 2099-03-31 Change",
        "2 passkeys never",
        "Grace Hopper grace@example.org Administrator superuser, made on the server App",
        "Max Muster max@example.org none No second factor never",
    ):
        assert line in shown
    client.force_login(ada)
    shown = page(client)
    assert "Issuer" in shown
    assert "Change <span" not in shown
    assert GIVE not in shown


def test_the_table_says_what_the_groups_of_django_may_do(client):
    group = Group.objects.get(name="Reviewer")
    added = Permission.objects.get(codename="revoke_certificate")
    group.permissions.add(added)
    table = page(client).split('id="rights-title"')[1]
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    may = {
        html.unescape(act): [
            strip_tags(cell).strip() for cell in re.findall("<td>(.*?)</td>", cells, re.DOTALL)
        ]
        for act, cells in rows
    }
    names = [*StaffRole.values, "manager"]
    for permission, act in chain.from_iterable(acts.items() for acts in ACTS.values()):
        given = [name for name, cell in zip(names, may.pop(str(act)), strict=True) if cell != "–no"]
        held = {name: {*GROUPS[name]} for name in StaffRole.values}
        held["Reviewer"].add("certificates.revoke_certificate")
        expected = [name for name in StaffRole.values if permission in held[name]]
        assert given == expected, permission
    assert may == {
        "See who of their own group has finished": ["–no"] * 6 + ["yes"],
        "See what anybody answered": ["–no"] * 7,
    }


def test_every_permission_of_a_group_has_one_line_of_the_table():
    shown = list(chain.from_iterable(ACTS.values()))
    assert len(shown) == len(set(shown))
    assert set(shown) == set(chain.from_iterable(GROUPS.values()))


def test_twenty_people_cost_as_many_statements_as_one(client, django_assert_num_queries):
    page(client)
    with django_assert_num_queries(12):
        page(client)
    support = Group.objects.get(name="Support")
    for _number in range(20):
        make_user(is_staff=True).groups.add(support)
    with django_assert_num_queries(12):
        page(client)


def test_grants_are_exported_and_stay_without_the_name(client, ada):
    give(client, ada, "Support", reason="Ada Lovelace begins at the help desk.")
    [row] = personal_data.export(ada)["staff_roles"]["roles"]
    assert (row["role"], row["reason"]) == ("Support", "Ada Lovelace begins at the help desk.")
    personal_data.erase(ada)
    grant = RoleGrant.objects.get()
    assert (grant.person, grant.ended_at is None) == (None, False)
    assert "Ada" not in grant.reason


def test_whoever_makes_an_administrator_on_the_server_leaves_an_entry():
    call_command("createsuperuser", email="root@example.org", interactive=False, verbosity=0)
    person = User.objects.get(email="root@example.org")
    assert acts_of(person) == [("administrator.made_by_command", "By a command on the server.")]
