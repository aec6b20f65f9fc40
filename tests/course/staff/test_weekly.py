"""The charts of the desk, and the numbers behind them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from course.models import Enrolment
from tests.factories import enrol, make_edition, make_user

WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)


def finished(edition, weeks_ago: int, hours: int) -> None:
    """Let somebody finish on a Wednesday so many weeks ago, so many hours after the start."""
    at = WEDNESDAY - timedelta(weeks=weeks_ago)
    enrolment = enrol(make_user(), edition, started_at=at - timedelta(hours=hours))
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=at, completed_on=at.date())


@pytest.mark.django_db
def test_the_desk_shows_how_many_started_and_finished_and_in_how_many_days(client, grace):
    edition = make_edition()
    for hours in (2, 30, 240):
        finished(edition, 1, hours)
    finished(edition, 2, 2)
    finished(edition, 40, 9000)
    with time_machine.travel(WEDNESDAY, tick=False):
        client.force_login(grace)
        page = client.get(reverse("staff:home"))
        started, done, time = page.context["charts"]()
        assert timezone.now() == WEDNESDAY
    text = " ".join(page.content.decode().split())
    assert (done.total, list(done.counts[-3:])) == (4, [1, 3, 0])
    assert started.total == 4
    assert (time.total, list(time.counts[-3:])) == (1, [1, 2, 0])
    assert "3 last week, up from 1 the week before." in text
    assert "Half of those who finished last week took 2 days or less." in text
    assert "1 <small>day, middle time</small>" in text
    assert "4 <small>people</small>" in text
    assert '<th scope="col" class="r">Days, middle time</th>' in text
