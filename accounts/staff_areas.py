"""The areas of the staff pages, and which page stands in which.

A new page is one line in AREAS. Pages and permissions are named, since higher apps own them.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User


@dataclass(frozen=True)
class AreaPage:
    """Hold a page that the navigation of staff leads to.

    tab: what the views of this page, and of pages below it, give their template as ``tab``.
    url_name: for ``reverse``. permissions: "app.codename"; it is shown to whoever has them all.
    """

    tab: str
    label: Promise
    url_name: str
    permissions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Area:
    """Hold an area of the staff pages; its own link leads to the first page one may see."""

    label: Promise
    pages: tuple[AreaPage, ...]

    def has(self, tab: str) -> bool:
        """Return whether one of its pages has this tab."""
        return any(page.tab == tab for page in self.pages)


AREAS = (
    Area(
        _("Desk"),
        (
            AreaPage("home", _("What needs you"), "staff:home"),
            AreaPage("inbox", _("Inbox"), "inbox:staff_inbox", ("accounts.answer_message",)),
            AreaPage("approvals", _("Second person"), "approvals:list"),
        ),
    ),
    Area(
        _("Learners"),
        (
            AreaPage("learners", _("Learners"), "staff:learners", ("course.find_learner",)),
            AreaPage(
                "out_of_tries",
                _("Out of tries"),
                "quizzes:staff_out_of_tries",
                ("course.view_timeline", "quizzes.grant_accommodation"),
            ),
        ),
    ),
    Area(
        _("Certificates"),
        (
            AreaPage(
                "certificates",
                _("Certificates"),
                "certificates:staff_certificates",
                ("certificates.view_certificate",),
            ),
            AreaPage(
                "held",
                _("Held"),
                "certificates:staff_held",
                ("certificates.issue_certificate",),
            ),
        ),
    ),
    Area(
        _("Groups"),
        (AreaPage("groups", _("Groups"), "groups:list", ("accounts.manage_groups",)),),
    ),
    Area(
        _("Reports"),
        (
            AreaPage("completion", _("Completion"), "staff:completion", ("course.view_reports",)),
            AreaPage("steps", _("Steps"), "staff:steps", ("course.view_reports",)),
            AreaPage("activity", _("Activity report"), "staff:activity", ("course.view_reports",)),
        ),
    ),
    Area(
        _("Course"),
        (
            AreaPage("editions", _("Editions"), "staff:editions", ("course.view_editions",)),
            AreaPage("reviews", _("Review"), "staff:reviews", ("course.sign_module",)),
            AreaPage("facts", _("Facts"), "staff:facts", ("course.review_fact",)),
            AreaPage(
                "reports",
                _("Reports by learners"),
                "quizzes:staff_reports",
                ("quizzes.answer_report",),
            ),
            AreaPage(
                "regrades",
                _("Regrades"),
                "quizzes:staff_regrades",
                ("quizzes.view_regradeorder",),
            ),
            AreaPage(
                "quizzes", _("Quizzes"), "quizzes:staff_quizzes", ("quizzes.view_statistics",)
            ),
        ),
    ),
    Area(
        _("Settings"),
        (
            AreaPage("provider", _("Provider"), "staff:provider", ("course.change_provider",)),
            AreaPage("roles", _("People and roles"), "roles:list", ("accounts.view_auditevent",)),
            AreaPage("audit", _("Audit log"), "staff:audit", ("accounts.view_auditevent",)),
            AreaPage("mails", _("Email log"), "mail_log:list", ("accounts.help_person",)),
            AreaPage("tasks", _("Failed tasks"), "failed_tasks:list", ("accounts.give_role",)),
            AreaPage("admin", _("Administration"), "admin:index"),
        ),
    ),
)


def tabs_for(user: User) -> frozenset[str]:
    """Return the tabs of the pages that this member of staff may see."""
    pages = [page for area in AREAS for page in area.pages]
    return frozenset(page.tab for page in pages if user.has_perms(page.permissions))


def areas_with(tabs: Collection[str]) -> list[Area]:
    """Return the areas with those of their pages that have one of these tabs."""
    areas = []
    for area in AREAS:
        pages = tuple(page for page in area.pages if page.tab in tabs)
        if pages:
            areas.append(Area(area.label, pages))
    return areas
