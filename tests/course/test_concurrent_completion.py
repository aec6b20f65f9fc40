"""Two tabs finish the last units at once: on a database where that can happen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from course.models import Completion, Enrolment
from course.signals import requirements_met
from tests.factories import enrol, make_edition, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def in_parallel(calls):
    """Run each call in a thread of its own, and hand back what they return."""

    def closed(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(closed, calls))


def test_units_finished_at_the_same_time_finish_the_course_once():
    heard = []

    def hear(sender, enrolment, **kwargs):
        heard.append(enrolment.pk)

    requirements_met.connect(hear)
    try:
        for _round in range(10):
            edition = make_edition(lessons=4)
            enrolment = enrol(make_user(), edition)
            units = list(edition.units.all())
            in_parallel(
                [
                    lambda u=u, e=enrolment: Enrolment.objects.get(pk=e.pk).complete(u)
                    for u in [*units, *units]
                ]
            )
            assert Enrolment.objects.get(pk=enrolment.pk).completed_at
            assert Completion.objects.filter(enrolment=enrolment).count() == 4
    finally:
        requirements_met.disconnect(hear)
    assert len(heard) == len(set(heard)) == 10
