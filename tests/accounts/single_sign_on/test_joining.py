"""Who comes through a provider, and which account is theirs."""

import pytest

from tests.accounts.single_sign_on.provider import Visitor

pytestmark = pytest.mark.django_db
ADA = "ada@example.org"


def test_x(hospital):
    hospital.knows("ada", email=ADA, email_verified=True, name="Ada Lovelace")
    v = Visitor()
    answer = v.sign_in_as("ada")
    print(answer.status_code, answer.headers, answer.content.decode()[:3000])
    assert v.user
