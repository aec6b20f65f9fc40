"""Numbers that decide about accounts and pages of staff, at, below and above them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts import mail
from accounts.fields import ReasonField
from accounts.models import OutgoingMail, User

WORDS = "qzvx kwpf jh"  # twelve characters that stand on no list


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "is_refused"), [(11, True), (12, False), (13, False)])
def test_a_password_has_twelve_characters(length, is_refused):
    password = (WORDS + "y")[:length]
    user = User(email="ada@example.org", name="Ada Lovelace")
    if is_refused:
        with pytest.raises(ValidationError, match="12 characters or more. Yours has 11"):
            validate_password(password, user)
    else:
        validate_password(password, user)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password", ["1q2w3e4r5t6y", "ada@example.org", "Ada Lovelace", "lovelace ada"]
)
def test_a_password_that_everybody_has_or_that_stands_in_the_account_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(email="ada@example.org", name="Ada Lovelace"))


class ReasonForm(forms.Form):
    reason = ReasonField(label="Reason")


@pytest.mark.parametrize(
    ("reason", "is_valid"),
    [
        ("", False),
        (" " * 12, False),
        ("x" * 9, False),
        ("seen " * 2, False),
        ("It is seen", True),
        ("It is seen" + "!" * 390, True),
        ("x" * 401, False),
    ],
    ids=["none", "blank", "9", "9 and a space", "10", "400", "401"],
)
def test_a_reason_of_staff_is_ten_to_four_hundred_characters(reason, is_valid):
    assert ReasonForm({"reason": reason}).is_valid() == is_valid


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "is_taken"), [(200, True), (201, False)])
def test_a_name_of_an_account_has_two_hundred_characters(client, ada, length, is_taken):
    client.force_login(ada)
    url = reverse("accounts:settings")
    client.post(url, {"name": "L" * length, "time_zone": "UTC", "language": "en-us", "theme": ""})
    ada.refresh_from_db()
    assert (ada.name == "L" * length) == is_taken


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "is_tried"), [(-1, True), (0, False), (1, False)])
def test_a_mail_is_tried_for_seven_days(ada, seconds, is_tried):
    noon = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        mail.queue("welcome", ada, "Welcome", "Hello.")
    due = OutgoingMail.objects.due(noon + timedelta(days=7, seconds=seconds))
    assert due.exists() == is_tried
