"""What waits on the desk of the facts of courses."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.desk.waiting import DeskRow, Section, Waiting
from accounts.models import User
from course.models import Provider
from course.staff.facts import LATER, current_facts


def _overdue(reader: User) -> list[QuerySet[Any]]:
    return [current_facts().due_by(timezone.localdate())]


def _due_soon(reader: User) -> list[QuerySet[Any]]:
    today = timezone.localdate()
    return [current_facts().due_by(today + timedelta(days=LATER)).filter(Q(("due_on__gt", today)))]


OVERDUE_FACTS = Waiting(
    key="overdue-facts",
    section=Section.HARM,
    permissions=("course.review_fact",),
    lists=_overdue,
    since="due_on",
    title=_("Facts past their date are still shown"),
    why=_("Readers see that these statements are being checked."),
    act=_("Check the facts"),
    url_name="staff:facts",
    is_kept=True,
)
FACTS_DUE = Waiting(
    key="facts-due",
    section=Section.DUE,
    permissions=("course.review_fact",),
    lists=_due_soon,
    since="due_on",
    title=_("Facts to check again"),
    why=_("Statements whose sources have to be read again by their date."),
    act=_("See the facts"),
    url_name="staff:facts",
    is_kept=True,
)
KINDS_OF_COURSE = (OVERDUE_FACTS, FACTS_DUE)


def provider_rows(reader: User) -> list[DeskRow]:
    """Return that the provider is missing, or that its accreditation ends soon. No query."""
    if not reader.has_perm("course.change_provider"):
        return []
    provider = Provider.get()
    if provider._state.adding:  # a stand-in
        return [
            DeskRow(
                Section.SITE,
                1,
                _("No provider has been entered"),
                _("No certificate can be issued before."),
                None,
                _("Enter the provider"),
                "staff:provider",
            )
        ]
    last = provider.accredited_until
    today = timezone.localdate()
    if not last or not today <= last <= today + timedelta(days=LATER):
        return []
    return [
        DeskRow(
            Section.DUE,
            1,
            _("The accreditation ends"),
            _("After that day certificates say nothing of credit."),
            last,
            _("Open the provider"),
            "staff:provider",
        )
    ]
