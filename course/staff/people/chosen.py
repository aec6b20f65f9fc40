"""Say whom an act on many is about: the rows that were ticked, or all that match."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.staff import StaffRequest
from course.models import Enrolment
from course.staff.people.filters import LearnerFilter

MAX_TICKED = 200
MAX_DIGITS = 18


def chosen_rows(request: StaffRequest, form: LearnerFilter) -> QuerySet[Any]:
    """Return the people or enrolments that the address of an act means, unsorted."""
    rows = form.rows
    if request.GET.get("who") != "ticked":
        return rows
    ticked = request.GET.getlist("row")[:MAX_TICKED]
    return rows.filter(pk__in=[key for key in ticked if _is_key(key)])


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS


def people_of_rows(rows: QuerySet[Any]) -> QuerySet[User]:
    """Return the people of chosen rows; of enrolments, those who have them."""
    if rows.model is User:
        return User.objects.filter(pk__in=rows.values("pk"))
    return User.objects.filter(pk__in=rows.values("user"))


def enrolments_of_rows(rows: QuerySet[Any]) -> QuerySet[Enrolment]:
    """Return the enrolments of chosen rows; of people, the ones that have not ended."""
    if rows.model is User:
        return Enrolment.objects.active().filter(user__in=rows.values("pk"))
    return Enrolment.objects.filter(pk__in=rows.values("pk"))
