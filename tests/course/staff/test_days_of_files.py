"""The days in the tables that staff download: those of whoever reads, as on the page."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from course.models import Enrolment
from tests.course.staff.test_reports import lines_of, shown, start
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


def test_the_days_of_a_file_are_those_by_which_its_page_counts(client, grace):
    """Half past ten in the evening of December 4 in New York is December 5 in UTC."""
    User.objects.filter(pk=grace.pk).update(time_zone="America/New_York")
    start(make_edition(), 2)
    evening = datetime(2026, 12, 5, 3, 30, tzinfo=UTC)
    Enrolment.objects.update(started_at=evening, last_active_at=evening)
    with time_machine.travel(evening + timedelta(days=2)):
        client.force_login(grace)
        that_day = {"after": 0, "started_from": "2026-12-04", "started_until": "2026-12-04"}
        assert shown(client, **that_day)["All"][0] == 2
        title, header, *people = lines_of(
            client, reverse("staff:completion_people_csv"), **that_day
        )
        assert [row[header.index("enrolled_on")] for row in people] == ["2026-12-04"] * 2
        assert "Days of enrollment in America/New_York" in title[0]
        _title, header, *people = lines_of(client, reverse("staff:learners_csv"), tab="in-progress")
        days = {row[header.index(name)] for row in people for name in ("started", "last_active")}
        assert days == {"2026-12-04"}
