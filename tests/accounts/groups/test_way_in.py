"""Who may sign up, by an invitation, a join link or a mail domain."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.groups import invitations, joining, links
from accounts.groups.domains import is_at
from accounts.models import GroupMember, Invitation, LearnerGroup, User
from tests.accounts.browser import Browser, code_to, link_to, proven
from tests.factories import make_group, make_user

pytestmark = pytest.mark.django_db
ADA, EVE = "ada@example.org", "eve@example.org"


@pytest.fixture
def by_invitation(settings):
    settings.SIGN_UP = "invitation"


def invite(django_capture_on_commit_callbacks, group: LearnerGroup, address: str = ADA) -> str:
    """Invite an address, and return the path of the link in its mail."""
    with django_capture_on_commit_callbacks(execute=True):
        assert invitations.invite(group, address, by=None, name="Ada")
    return link_to(address, "/invitations/").removeprefix("http://localhost:8000")


def test_an_invited_person_signs_up_with_that_address_and_is_in_the_group(
    by_invitation, django_capture_on_commit_callbacks
):
    group = make_group()
    url = invite(django_capture_on_commit_callbacks, group)
    browser = Browser()
    for _ in range(3):  # a scanner of mails opens links
        assert browser.get(url).status_code == 200
    assert b"who were invited" in browser.get(reverse("account_signup")).content
    assert browser.post(url, step="sign-up").url == reverse("account_signup")
    browser.sign_up(EVE, "Ada")  # the address is not asked for, whatever a form sends
    assert not User.objects.filter(email=EVE).exists()
    browser.enter_code(code_to(ADA))
    assert browser.user.email == ADA
    assert [(m.user.email, m.how) for m in group.members.all()] == [(ADA, "invitation")]
    assert Invitation.objects.get().taken_by.email == ADA
    assert browser.get(url).status_code == 410


def test_without_an_invitation_nobody_learns_who_has_an_account(by_invitation):
    proven(ADA)
    browser = Browser()
    closed = browser.get(reverse("account_signup")).content
    assert browser.sign_up(ADA).content.count(b"<h1") == closed.count(b"<h1")
    assert not mail.outbox
    browser.sign_up(EVE)
    assert not mail.outbox
    assert not User.objects.filter(email=EVE).exists()


def test_who_is_invited_with_an_account_signs_in_and_is_in_the_group(
    by_invitation, django_capture_on_commit_callbacks
):
    proven(ADA)
    group = make_group()
    url = invite(django_capture_on_commit_callbacks, group)
    browser = Browser()
    assert browser.post(url, step="sign-in").url == reverse("account_login")
    browser.sign_in_by_code(ADA)
    assert group.members.get().user.email == ADA


def test_an_invitation_is_of_no_use_to_another_address(django_capture_on_commit_callbacks):
    group = make_group()
    url = invite(django_capture_on_commit_callbacks, group)
    browser = Browser()
    browser.client.force_login(make_user(EVE))
    assert b"signed in as eve@example.org" in browser.get(url).content
    browser.post(url)
    assert not GroupMember.objects.exists()
    assert browser.get(url).status_code == 200


@pytest.mark.parametrize("change", ["ends_at", "withdrawn_at"])
def test_an_invitation_that_has_ended_says_how_to_get_another(
    by_invitation, django_capture_on_commit_callbacks, change
):
    group = make_group()
    url = invite(django_capture_on_commit_callbacks, group)
    browser = Browser()
    browser.post(url, step="sign-up")
    browser.sign_up(ADA)
    Invitation.objects.update(**{change: timezone.now() - timedelta(seconds=1)})
    # Between the form and the code it ended: the proof asks again.
    page = browser.enter_code(code_to(ADA))
    assert b"Open the link in the email that invited you" in page.content
    over = browser.get(url)
    assert over.status_code == 410
    assert b"ask whoever invited you to invite you again" in over.content
    assert browser.get("/invitations/1:wrong/").status_code == 410


def test_inviting_again_does_nothing_until_the_invitation_has_ended():
    group = make_group()
    assert invitations.invite(group, ADA, by=None)
    assert not invitations.invite(group, ADA, by=None)
    Invitation.objects.update(ends_at=timezone.now() - timedelta(days=2))
    assert invitations.invite(group, ADA, by=None)
    left = Invitation.objects.get().ends_at - timezone.now()
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)
    Invitation.objects.update(ends_at=timezone.now() - timedelta(days=31))
    assert invitations.forget_ended() == 1


def test_a_site_for_some_domains_admits_them_and_who_was_invited(
    settings, django_capture_on_commit_callbacks
):
    settings.SIGN_UP, settings.SIGN_UP_DOMAINS = "domains", ["h.example"]
    proven("known@evil-h.example")
    refused = b"Use one at h.example"
    for address in ("eve@evil-h.example", "known@evil-h.example", "eve@ward.h.example"):
        assert refused in Browser().sign_up(address).content
    assert not mail.outbox
    assert Browser().sign_up("ada@h.example").status_code == 302
    url = invite(django_capture_on_commit_callbacks, make_group(), EVE)
    browser = Browser()
    browser.post(url, step="sign-up")
    assert browser.sign_up(EVE).status_code == 302


def test_a_domain_admits_its_sub_domains_only_if_asked():
    assert is_at("a@h.example", "h.example")
    assert not is_at("a@w.h.example", "h.example")
    assert is_at("a@w.h.example", ".h.example")
    assert is_at("a@h.example", ".h.example")
    assert not is_at("a@evil-h.example", ".h.example")


# --- join links -----------------------------------------------------------------------------------


def path_of_link(group: LearnerGroup) -> str:
    return links.join_url(group).removeprefix("http://localhost:8000")


def open_link(group: LearnerGroup, **fields) -> str:
    tomorrow = timezone.localdate() + timedelta(days=1)
    defaults = {"places": 2, "last_day": tomorrow, "domain": "", "by": make_user(is_staff=True)}
    links.open_link(group, **(defaults | fields))
    group.refresh_from_db()
    return path_of_link(group)


def test_a_join_link_lets_in_as_many_as_it_has_places():
    group = make_group()
    url = open_link(group)
    for _ in range(2):
        browser = Browser()
        browser.client.force_login(make_user())
        browser.get(url)
        browser.post(url)
        browser.post(url)
    assert group.members.count() == 2
    browser = Browser()
    browser.client.force_login(make_user())
    assert b"Every place is taken" in browser.get(url).content
    browser.post(url)
    assert group.members.count() == 2
    with pytest.raises(joining.CannotJoinError):
        joining.join(group, make_user())


def test_a_newcomer_signs_up_by_a_join_link_of_their_domain(by_invitation):
    group = make_group()
    url = open_link(group, domain="example.org")
    browser = Browser()
    browser.post(url, step="sign-up")
    assert b"You cannot sign up with this address" in browser.sign_up("eve@evil.example").content
    browser.sign_up(ADA)
    browser.enter_code(code_to(ADA))
    assert group.members.get().user.email == ADA
    stranger = Browser()
    stranger.client.force_login(make_user("eve@evil.example"))
    assert b"another mail domain than yours" in stranger.get(url).content


def test_a_link_ends_on_its_last_day_when_it_is_closed_or_when_a_new_one_is_made():
    group = make_group()
    old = open_link(group)
    new = open_link(group)
    browser = Browser()
    browser.client.force_login(make_user())
    assert browser.get(old).status_code == 404
    assert browser.get(new).status_code == 200
    LearnerGroup.objects.update(link_ends_on=timezone.localdate() - timedelta(days=2))
    assert b"This link has ended" in browser.get(new).content
    links.close_link(group, make_user())
    assert browser.get(new).status_code == 404
