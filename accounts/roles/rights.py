"""The table of acts and roles, made from the permissions that the groups of Django have."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Permission
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.approvals.kinds import KINDS
from accounts.roles.models import StaffRole

# What each permission lets somebody do, by area. Permissions of higher apps are named.
ACTS: dict[Promise, dict[str, Promise]] = {
    _("Learners"): {
        "course.find_learner": _("Find a learner"),
        "course.view_timeline": _("See progress and timeline of a learner"),
        "quizzes.grant_accommodation": _("Give more time or attempts"),
        "course.waive_unit": _("Waive units"),
        "accounts.help_person": _("Stop or allow a sign-in; read the email log, send again"),
        "accounts.move_account": _("Move or join accounts of people who lost a mailbox"),
        "accounts.manage_groups": _("Make groups, invite, name managers"),
        "accounts.answer_message": _("Answer what people ask and report"),
    },
    _("Certificates"): {
        "certificates.view_certificate": _("See certificates"),
        "certificates.issue_certificate": _("Issue, correct, renew"),
        "certificates.revoke_certificate": _("Revoke"),
    },
    _("Reports"): {
        "course.view_reports": _("See how many people completed, and how far they get"),
    },
    _("Course"): {
        "course.view_editions": _("Read every edition, retired ones too"),
        "course.publish_edition": _("Publish an edition"),
        "course.review_fact": _("Check facts at their sources"),
        "course.sign_module": _("Sign a module off"),
        "quizzes.answer_report": _("Answer reports about questions"),
        "quizzes.view_statistics": _("See statistics of questions"),
        "quizzes.view_regradeorder": _("See regrades"),
        "quizzes.order_regrade": _("Ask for a regrade"),
        "quizzes.approve_regrade": _("Approve a regrade"),
    },
    _("Site"): {
        "course.change_provider": _("Change the provider"),
        "accounts.view_auditevent": _("Read the audit log"),
        "accounts.let_in": _("Let in somebody who lost every passkey and code"),
        "accounts.give_role": _("Give and end roles"),
        "accounts.give_administrator": _("Make somebody an administrator"),
    },
}


@dataclass(frozen=True)
class RightsRow:
    """Hold an act, and for each role of StaffRole whether it may do it."""

    act: Promise
    may: tuple[bool, ...]
    needs_second_person: bool


def rights_table() -> list[tuple[Promise, list[RightsRow]]]:
    """Return the rows of each area. One query."""
    held = permissions_of_roles()
    second = {kind.model.APPROVE_PERMISSION for kind in KINDS.values()}
    table = []
    for area, acts in ACTS.items():
        rows = []
        for permission, act in acts.items():
            may = tuple(permission in held[role] for role in StaffRole.values)
            rows.append(RightsRow(act, may, permission in second))
        table.append((area, rows))
    return table


def permissions_of_roles() -> Mapping[str, set[str]]:
    """Return the permissions that each role has now, as "app.codename". One query."""
    held: dict[str, set[str]] = {role: set() for role in StaffRole.values}
    rows = Permission.objects.filter(group__name__in=held)
    for role, app, codename in rows.values_list(
        "group__name", "content_type__app_label", "codename"
    ):
        held[role].add(f"{app}.{codename}")
    return held
