"""Two people, or two tabs, at one account at the same moment."""

import uuid
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.urls import reverse

from accounts.changes import undo_url
from accounts.models import AccountChange, AccountJoin, AuditEvent, User
from accounts.moving import codes, joins
from tests.accounts.browser import Browser, code_to, proven
from tests.accounts.test_undo import addresses
from tests.course.test_concurrent_completion import in_parallel
from tests.factories import enrol, make_edition

PASSWORD = "walnut tandem orbit"
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def calm(settings):
    """Count no sign-ups: four at once are more than one person makes."""
    settings.ACCOUNT_RATE_LIMITS = False


def four_browsers() -> list[Browser]:
    return [Browser() for _each in range(4)]


def fresh_address() -> str:
    """Return an address that no counter of an earlier run knows."""
    return f"{uuid.uuid4().hex}@example.org"


def test_four_sign_ups_at_once_make_one_account_and_all_land_on_the_code_page(calm):
    for _round in range(5):
        email = fresh_address()
        answers = in_parallel([partial(browser.sign_up, email) for browser in four_browsers()])
        found = {(answer.status_code, answer.headers.get("Location")) for answer in answers}
        assert found == {(302, reverse("account_email_verification_sent"))}
        assert EmailAddress.objects.filter(email=email, user__email=email).count() == 1
        assert User.objects.filter(email=email).count() == 1


def test_an_address_proven_by_a_sign_up_and_a_change_at_once_goes_to_one_account(calm):
    for _round in range(5):
        old, new = fresh_address(), fresh_address()
        mover, newcomer = Browser(), Browser()
        mover.stay_signed_in(proven(old))
        mover.change_address(new)
        mover.enter_address_code("new", code_to(new))
        newcomer.sign_up(new)
        answers = in_parallel(
            [
                partial(mover.enter_address_code, "old", code_to(old)),
                partial(newcomer.enter_code, newcomer.pending_code()),
            ]
        )
        assert {answer.status_code for answer in answers} <= {200, 302}
        holders = EmailAddress.objects.filter(email=new, verified=True)
        assert [row.user.email for row in holders] == [new]


def test_a_link_pressed_four_times_at_once_is_used_once():
    email, taken = fresh_address(), fresh_address()
    user = proven(taken)
    change = AccountChange.objects.create(user=user, old_email=email)
    url = undo_url(change).removeprefix("http://localhost:8000")
    answers = in_parallel([partial(browser.post, url) for browser in four_browsers()])
    assert sorted(answer.status_code for answer in answers) == [302, 410, 410, 410]
    assert addresses(user) == (email, [(email, True, True)])
    assert AuditEvent.objects.count() == 1


def test_a_join_pressed_three_times_while_a_lesson_is_finished_loses_nothing():
    kept, ended = proven(fresh_address()), proven(fresh_address())
    enrolment = enrol(ended, make_edition())
    press = partial(joins.join, kept, ended, by=kept, because="Both codes were typed.")
    finish = partial(enrolment.complete, enrolment.edition.units.first())
    in_parallel([press, finish, press, press])
    enrolment.refresh_from_db()
    assert (enrolment.user, enrolment.completions.count()) == (kept, 1)
    assert AccountJoin.objects.count() == 1


def test_twelve_guesses_of_a_mailed_code_at_once_are_no_more_than_five():
    old, new = fresh_address(), fresh_address()
    browser, user = Browser(), proven(old)
    browser.stay_signed_in(user)
    browser.change_address(new)

    def guess(number: int) -> bool:
        try:
            codes.enter(user, codes.Purpose.NEW, f"WRNG-{number}")
        except codes.CodeRefusedError as refused:
            return "newest" in str(refused)
        return True

    read = in_parallel([partial(guess, number) for number in range(12)])
    assert read.count(True) == 5


def test_sixteen_guesses_at_once_are_no_more_than_five():
    email = fresh_address()
    proven(email, password=PASSWORD)
    read: list[str] = []

    def guess(number):
        request = RequestFactory().post("/")
        authenticate(request, email=email, password=f"wrong guess {number}")
        if not getattr(request, "has_too_many_guesses", False):
            read.append(str(number))

    in_parallel([partial(guess, number) for number in range(16)])
    assert 1 <= len(read) <= 5
