"""Two people who are given back one address at the same moment, on PostgreSQL.

SQLite lets one transaction write at a time, so that they cannot meet there.
"""

from functools import partial

import pytest

from accounts.changes import undo_url
from accounts.models import AccountChange, AccountJoin, User
from accounts.moving import joins
from tests.accounts.browser import Browser, proven
from tests.accounts.test_concurrent_accounts import fresh_address
from tests.meeting import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TAKE_ADDRESS = 'INSERT INTO "account_emailaddress"'


def test_an_address_that_two_links_give_back_at_once_goes_to_one_account():
    email = fresh_address()
    users = [proven(fresh_address()), proven(fresh_address())]
    changes = [AccountChange.objects.create(user=user, old_email=email) for user in users]
    paths = [undo_url(change).removeprefix("http://localhost:8000") for change in changes]
    answers = at_once(*(partial(Browser().post, path) for path in paths), before=[TAKE_ADDRESS])
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert User.objects.get(email=email).emailaddress_set.get().email == email


def test_an_address_that_two_joins_taken_apart_at_once_give_back_goes_to_one_account():
    email = fresh_address()
    for _person in range(2):
        joins.join(proven(fresh_address()), proven(fresh_address()), None, "One person.")
    AccountJoin.objects.update(ended_email=email)
    calls = [partial(joins.separate, join, None, "Two.") for join in AccountJoin.objects.all()]
    ends = at_once(*calls, before=[TAKE_ADDRESS], refused_by=joins.JoinRefusedError)
    assert {type(end) for end in ends} == {type(None), joins.JoinRefusedError}
    assert AccountJoin.objects.in_force().count() == 1
