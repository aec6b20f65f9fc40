"""Remind many learners of what is left to do: first who would get a mail, then once a day each."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts import audit, mail
from accounts.models import OutgoingMail, User
from accounts.staff import StaffRequest, staff_page
from course.models import Enrolment
from course.outline import Progress, progress_of
from course.staff.people.chosen import chosen_rows, enrolments_of_rows
from course.staff.people.filters import LearnerFilter
from course.staff.people.plans import HAS_CHANGED, MAX_AT_ONCE, Plan, plan_of


@staff_page("course.find_learner", "accounts.help_person")
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: StaffRequest) -> HttpResponse:
    """Show who would be reminded; by POST remind them. A second click sends nothing twice."""
    form = LearnerFilter(request.GET)
    rows = chosen_rows(request, form)
    chosen = enrolments_of_rows(rows)
    enrolments = list(chosen.select_related("user").order_by("pk")[: MAX_AT_ONCE + 1])
    is_too_many = len(enrolments) > MAX_AT_ONCE
    plan: Plan[Enrolment] = Plan() if is_too_many else _plan(enrolments)
    if not is_too_many and (count := _without_course(rows)):
        plan.left_out[NO_COURSE] = count
    planned = plan.digest(attrgetter("pk"))
    if request.method == "POST" and plan.to_do and request.POST.get("planned") != planned:
        messages.error(request, str(HAS_CHANGED))
    elif request.method == "POST" and plan.to_do:
        count = _queue(request, plan.to_do)
        text = ngettext("%d person is reminded.", "%d people are reminded.", count)
        messages.success(request, text % count)
        return redirect("staff:learners")
    context = {"plan": plan, "planned": planned, "is_too_many": is_too_many, "most": MAX_AT_ONCE}
    return render(request, "staff/people/remind.html", context | {"tab": "learners"})


def _plan(enrolments: Iterable[Enrolment]) -> Plan[Enrolment]:
    """Return who would be reminded: who is in progress, can sign in and got no mail today."""
    by_key = {_key(row): row for row in enrolments}
    written = OutgoingMail.objects.filter(key__in=by_key).values_list("key", flat=True)
    sent_today = set(written)
    return plan_of(by_key.values(), lambda row: _reason(row, is_sent=_key(row) in sent_today))


def _without_course(rows: QuerySet[Any]) -> int:
    """Return how many of the chosen people have no enrolment that a mail could be about."""
    if rows.model is not User:
        return 0
    theirs = Enrolment.objects.active().filter(user=OuterRef("pk"))
    return rows.filter(~Exists(theirs)).count()


NO_COURSE = gettext_lazy("are in no course now: the page of a group that asks them can remind them")
COMPLETED = gettext_lazy("have completed the course")
ENDED = gettext_lazy("have an enrollment that has ended")
DISABLED = gettext_lazy("cannot sign in")
SENT = gettext_lazy("were reminded today")


def _reason(row: Enrolment, *, is_sent: bool) -> Promise | None:
    """Return why somebody is not reminded; None if they are."""
    if row.completed_at:
        return COMPLETED
    if row.ended_at or row.user is None:
        return ENDED
    if not row.user.is_active:
        return DISABLED
    return SENT if is_sent else None


def _key(row: Enrolment) -> str:
    """Return the key of the mail of today, which the outbox has once."""
    return f"reminded-by-staff:{row.pk}:{timezone.now():%Y-%m-%d}"


def _queue(request: StaffRequest, enrolments: list[Enrolment]) -> int:
    """Write a mail to each, and say so in the audit log; return how many."""
    progress = progress_of(enrolments)
    with transaction.atomic():
        for row in enrolments:
            _queue_one(row, progress[row.pk])
            audit.record(request.user, "learner.reminded", row)
    return len(enrolments)


def _queue_one(row: Enrolment, progress: Progress) -> None:
    """Write one reminder; it names neither the course nor what it is about."""
    if row.user is None:
        return
    left = progress.required - progress.done
    with translation.override(row.user.language):
        subject = ngettext("Your course: %d unit left", "Your course: %d units left", left) % left
        body = _(
            "You have begun a course and not finished it. What you did is kept, and you can go on"
            " where you stopped:\n\n%(link)s\n\nStaff of the site sent this reminder. You need"
            " not answer it."
        ) % {"link": f"{settings.BASE_URL}{reverse('course:home')}"}
    mail.queue(_key(row), row.user, subject, body)
