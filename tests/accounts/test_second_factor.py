"""Staff use a second factor, and use it again before sensitive acts."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import Fernet
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts import approvals
from accounts.models import AccountEvent, AuditEvent, LettingIn, User
from accounts.security import letting_in
from config.site_checks import STORAGE
from tests.accounts.browser import Browser, mails_to, proven
from tests.accounts.factors import (
    SECURITY,
    add_app,
    add_passkey,
    app_code,
    confirm_by_app,
    use_app,
)

pytestmark = pytest.mark.django_db
GRACE, PASSWORD = "grace@example.org", "walnut tandem orbit"
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
REASON = "I spoke with her by telephone."
NAME = reverse("approvals:name")


@pytest.fixture(autouse=True)
def staff_need_a_factor(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def grace() -> User:
    staff = {"is_staff": True, "is_superuser": True}
    return proven(GRACE, password=PASSWORD, name="Grace Hopper", **staff)


@pytest.fixture
def visitor() -> Browser:
    return Browser()


def where_to(browser: Browser, page: str) -> str:
    """Where a page sends a visitor, without the query; "" if it opens."""
    return browser.get(page).headers.get("Location", "").partition("?")[0]


@pytest.mark.parametrize("page", ["/staff/", "/admin/", "/courses/"])
def test_a_new_administrator_first_adds_a_factor(grace, visitor, page):
    visitor.sign_in(GRACE, PASSWORD)
    assert where_to(visitor, page) == SECURITY
    words = visitor.client.get(SECURITY).content.decode()
    assert "First add a passkey or an authenticator app" in words
    assert "keep a passkey or an authenticator app" in words


@pytest.mark.django_db(transaction=True)
def test_who_adds_an_app_gets_in_at_once_with_codes_shown_once(grace, visitor):
    visitor.client = Client()  # what waits for the commit comes before the end of the request
    visitor.stay_signed_in(grace)
    url = reverse("mfa_activate_totp")
    secret = visitor.get(url).context["form"].secret
    answer = visitor.post(url, code=app_code(secret))
    codes = visitor.get(answer.headers["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert codes.context["unused_codes"][0] in codes.content.decode()
    assert where_to(visitor, "/staff/") == ""
    again = visitor.get(answer.headers["Location"]).content.decode()
    assert "cannot be shown again" in again
    assert codes.context["unused_codes"][0] not in again
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_password_alone_does_not_sign_staff_in(grace, visitor):
    add_app(grace)
    assert visitor.sign_in(GRACE, PASSWORD).headers["Location"] == reverse("mfa_authenticate")
    assert visitor.user is None
    assert "One more step" in visitor.get(reverse("mfa_authenticate")).content.decode()
    use_app(visitor)
    assert visitor.user == grace
    assert where_to(visitor, "/staff/") == where_to(visitor, "/admin/") == ""


def test_a_mailed_code_alone_does_not_sign_staff_in_either(grace, visitor):
    add_app(grace)
    visitor.sign_in_by_code(GRACE)
    assert visitor.user is None
    use_app(visitor)
    assert visitor.user == grace


def test_a_code_works_once_and_those_of_half_a_minute_ago_still_do(grace):
    add_app(grace)
    with time_machine.travel(NOW, tick=False):
        late = app_code(steps=-1)
        for expected in (grace, None):
            browser = Browser()
            browser.sign_in(GRACE, PASSWORD)
            use_app(browser, late)
            assert browser.user == expected


def test_the_key_of_secrets_can_be_changed_and_the_old_one_removed(grace, visitor, settings):
    add_app(grace)
    recovery = RecoveryCodes.activate(grace)
    codes = recovery.get_unused_codes()
    old, new = settings.SECOND_FACTOR_KEYS[0], Fernet.generate_key().decode()

    def found() -> list[str]:
        return [one.id for one in run_checks(tags=[STORAGE], include_deployment_checks=True)]

    settings.SECOND_FACTOR_KEYS = [new]
    assert found() == ["config.E014"]
    with pytest.raises(CommandError, match="No key reads the secrets of 2"):
        call_command("encrypt_second_factors", stdout=StringIO())
    settings.SECOND_FACTOR_KEYS = [new, old]
    assert found() == []
    for count in (2, 0):
        said = StringIO()
        call_command("encrypt_second_factors", stdout=said)
        assert said.getvalue() == f"Encrypted with the first key: {count}.\n"
    settings.SECOND_FACTOR_KEYS = [new]
    visitor.sign_in(GRACE, PASSWORD)
    use_app(visitor)
    assert visitor.user == grace
    kept = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert kept.wrap().get_unused_codes() == codes


def test_codes_of_the_app_cannot_be_guessed(grace, visitor):
    add_app(grace)
    visitor.sign_in(GRACE, PASSWORD)
    for _wrong in range(10):
        use_app(visitor, "000000")
    use_app(visitor)
    assert visitor.user is None


def test_a_session_from_before_the_factor_is_asked_for_it(grace, visitor):
    visitor.sign_in(GRACE, PASSWORD)
    add_app(grace)
    assert where_to(visitor, "/staff/") == reverse("mfa_reauthenticate")
    answer = confirm_by_app(visitor, "/staff/")
    assert answer.headers["Location"] == "/staff/"
    assert where_to(visitor, "/staff/") == ""


def test_learners_need_none_and_a_lost_passkey_shuts_nobody_out(visitor):
    ada = proven("ada@example.org", password=PASSWORD)
    add_passkey(ada)
    visitor.sign_in_by_code(ada.email)
    assert visitor.user == ada
    add_app(ada)
    other = Browser()
    other.sign_in(ada.email, PASSWORD)
    assert other.user is None


def test_who_is_demo_staff_under_debug_needs_none(grace, visitor, settings):
    settings.STAFF_SECOND_FACTOR = False
    visitor.sign_in(GRACE, PASSWORD)
    assert where_to(visitor, "/staff/") == ""


def signed_in_by_app(grace: User) -> Browser:
    add_app(grace)
    browser = Browser()
    browser.sign_in(GRACE, PASSWORD)
    use_app(browser)
    return browser


def test_a_sensitive_act_asks_again_and_keeps_what_was_typed(grace):
    person = proven("linus@example.org")
    url = reverse("security:let_in")
    with time_machine.travel(NOW, tick=False) as clock:
        browser = signed_in_by_app(grace)
        assert where_to(browser, url) == ""
        for _step in range(3):  # the page stays in use, so that the session does not end
            clock.shift(timedelta(minutes=16))
            browser.get("/staff/")
        assert where_to(browser, url) == reverse("mfa_reauthenticate")
        sent = browser.post(url, person=person.email, reason=REASON)
        assert sent.headers["Location"].startswith(reverse("mfa_reauthenticate"))
        assert not LettingIn.objects.exists()
        confirm_by_app(browser, url)
        assert LettingIn.objects.get().reason == REASON
        assert where_to(browser, NAME) == ""


SOMEBODY = [UUID(int=7)]  # the factor is asked for before anything is looked up
SENSITIVE = {
    "approvals:name": [],
    "certificates:bulk_go_on": [7],
    "certificates:bulk_plan": ["revoke"],
    "certificates:bulk_try_again": [7],
    "certificates:staff_approve": [],
    "groups:manager": SOMEBODY,
    "quizzes:staff_regrade_approve": [7],
    "roles:end": [7],
    "roles:give": [],
    "security:let_in": [],
    "staff:enable_person": SOMEBODY,
    "staff:erase_person": SOMEBODY,
    "staff:join_person": SOMEBODY,
    "staff:move_person": SOMEBODY,
    "staff:next_edition": ["basics"],
    "staff:provider": [],
    "staff:publish_upload": [7],
}
# They look for the record first: nobody learns from them which records there are.
OF_RECORDS = {
    "approvals:approve",
    "approvals:notice",
    "certificates:correct",
    "certificates:issue_again",
    "certificates:reissue",
    "certificates:revoke",
    "certificates:staff_held_one",
}


def views_that_ask_again(patterns, namespace=""):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from views_that_ask_again(entry.url_patterns, inner)
        elif hasattr(entry.callback, "asks_again"):
            yield f"{namespace}{entry.name}"


def test_every_sensitive_act_asks_again(grace):
    with time_machine.travel(NOW, tick=False) as clock:
        browser = signed_in_by_app(grace)
        form = reverse("roles:give")
        clock.shift(timedelta(minutes=15))
        assert where_to(browser, form) == ""
        clock.shift(timedelta(seconds=1))
        assert where_to(browser, form) == reverse("mfa_reauthenticate")
        for _step in range(2):
            clock.shift(timedelta(minutes=16))
            browser.get("/staff/")
        asked = set()
        for view, names in SENSITIVE.items():
            answer = browser.post(reverse(view, args=names), person=GRACE, reason=REASON)
            if answer.headers.get("Location", "").startswith(reverse("mfa_reauthenticate")):
                asked.add(view)
    assert asked == SENSITIVE.keys()
    assert set(views_that_ask_again(get_resolver().url_patterns)) == asked | OF_RECORDS


def test_staff_keep_their_last_factor(grace):
    browser = signed_in_by_app(grace)
    confirm_by_app(browser, SECURITY)
    browser.stay_signed_in(grace)
    Authenticator.objects.all().delete()
    passkey = add_passkey(grace)
    page = browser.client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]), follow=True)
    assert "staff need one" in page.content.decode()
    app = add_app(grace)
    browser.post("mfa_deactivate_totp")
    assert list(Authenticator.objects.all()) == [passkey]
    assert app


# --- letting somebody in --------------------------------------------------------------------------


@pytest.fixture
def linus(db) -> User:
    """A colleague who lost the phone with the app."""
    linus = proven("linus@example.org", password=PASSWORD, is_staff=True)
    add_app(linus)
    return linus


def test_two_administrators_let_a_colleague_in(grace, linus, django_capture_on_commit_callbacks):
    joan = proven("joan@example.org", is_staff=True, is_superuser=True)
    session = Browser()
    session.sign_in(linus.email, PASSWORD)
    use_app(session)
    with django_capture_on_commit_callbacks(execute=True):
        act = letting_in.ask(linus, grace, REASON)
    assert "asked a second administrator" in mails_to(linus.email)[-1]
    with pytest.raises(approvals.ActRefusedError):
        letting_in.approve(act, grace, "I am sure.")
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            letting_in.approve(act, joan, "She called me too.")
    assert session.user is None
    assert not Authenticator.objects.exists()
    assert len([text for text in mails_to(linus.email) if "you lost them" in text]) == 1
    assert linus.account_events.first().kind == AccountEvent.Kind.LET_IN
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["letting-in.asked", "letting-in.approved"]
    back = Browser()
    back.sign_in(linus.email, PASSWORD)
    assert where_to(back, "/staff/") == SECURITY


def test_an_administrator_asks_on_a_page_and_cannot_let_in_themselves(grace, linus):
    browser = signed_in_by_app(grace)
    url = reverse("security:let_in")
    refused = browser.post(url, person=GRACE, reason=REASON).content.decode()
    assert "your own record" in refused
    unknown = browser.post(url, person="nobody@example.org", reason=REASON).content.decode()
    assert "No active account has this address" in unknown
    asked = browser.post(url, person=linus.email.upper(), reason=REASON)
    page = browser.get(asked.headers["Location"]).content.decode()
    assert "Passkeys, authenticator app and recovery codes are removed" in page
    again = browser.post(url, person=linus.email, reason=REASON).content.decode()
    assert "waits for a second person already" in again


def test_the_last_administrator_is_let_in_by_a_command(grace, django_capture_on_commit_callbacks):
    add_app(grace)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("let_in", GRACE)
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get().verb == "letting-in.by-command"
    assert "you lost them" in mails_to(GRACE)[-1]
