"""The groups of staff and their permissions, made after every migration; they start empty."""

from itertools import chain

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS

# Permissions are "app.codename". They are looked up by name, since higher apps own them.
OF_ROLES: dict[str, tuple[str, ...]] = {
    "Support": (
        "accounts.answer_message",
        "accounts.manage_groups",
        "accounts.move_account",
        "accounts.help_person",
        "course.find_learner",
        "course.view_timeline",
        "course.view_reports",
        "certificates.view_certificate",
        "quizzes.grant_accommodation",
    ),
    "Issuer": (
        "course.find_learner",
        "course.view_timeline",
        "course.waive_unit",
        "certificates.view_certificate",
        "certificates.revoke_certificate",
        "certificates.issue_certificate",
        "quizzes.view_regradeorder",
        "quizzes.approve_regrade",
        "quizzes.grant_accommodation",
    ),
    "Editor": (
        "accounts.answer_message",
        "course.view_editions",
        "course.publish_edition",
        "course.review_fact",
        "course.change_provider",
        "quizzes.answer_report",
        "quizzes.view_regradeorder",
        "quizzes.order_regrade",
        "quizzes.view_statistics",
    ),
    "Reviewer": ("course.sign_module", "course.review_fact"),
    "Auditor": (
        "course.find_learner",
        "course.view_timeline",
        "course.view_editions",
        "course.view_reports",
        "certificates.view_certificate",
        "quizzes.view_statistics",
        "accounts.view_auditevent",
        "quizzes.view_regradeorder",
    ),
}
# What administrators alone may do.
OF_ADMINISTRATORS = ("accounts.let_in", "accounts.give_role", "accounts.give_administrator")
GROUPS = {
    **OF_ROLES,
    "Administrator": tuple(sorted({*OF_ADMINISTRATORS, *chain(*OF_ROLES.values())})),
}


def make_groups(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **_: object) -> None:
    """Give each group the permissions of the app ``sender`` that GROUPS lists.

    Permissions that an operator has added stay.
    """
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    # Django makes permissions in a receiver of the same signal, which may come after this one.
    create_permissions(sender, using=using, verbosity=0)
    own_permissions = Permission.objects.using(using).filter(content_type__app_label=sender.label)
    prefix = f"{sender.label}."
    for name, permissions in GROUPS.items():
        codenames = [code.removeprefix(prefix) for code in permissions if code.startswith(prefix)]
        if codenames:
            group, _made = Group.objects.using(using).get_or_create(name=name)
            group.permissions.add(*own_permissions.filter(codename__in=codenames))
