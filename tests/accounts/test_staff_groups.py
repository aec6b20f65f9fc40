"""What each group of staff may do: the whole of it, as the database has it after the migrations."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from accounts.staff_groups import make_groups

pytestmark = pytest.mark.django_db

GROUPS = {
    "Support": {
        "accounts.answer_message",
        "accounts.help_person",
        "accounts.manage_groups",
        "accounts.move_account",
        "course.find_learner",
        "course.view_timeline",
        "course.view_reports",
        "certificates.view_certificate",
        "quizzes.grant_accommodation",
    },
    "Issuer": {
        "course.find_learner",
        "course.view_timeline",
        "course.waive_unit",
        "certificates.view_certificate",
        "certificates.revoke_certificate",
        "certificates.issue_certificate",
        "quizzes.view_regradeorder",
        "quizzes.approve_regrade",
        "quizzes.grant_accommodation",
    },
    "Editor": {
        "accounts.answer_message",
        "course.view_editions",
        "course.publish_edition",
        "course.review_fact",
        "course.change_provider",
        "quizzes.answer_report",
        "quizzes.view_regradeorder",
        "quizzes.order_regrade",
        "quizzes.view_statistics",
    },
    "Reviewer": {"course.sign_module", "course.review_fact"},
    "Auditor": {
        "course.find_learner",
        "course.view_timeline",
        "course.view_editions",
        "course.view_reports",
        "certificates.view_certificate",
        "quizzes.view_statistics",
        "accounts.view_auditevent",
        "quizzes.view_regradeorder",
    },
}
OF_ADMINISTRATORS = {"accounts.let_in", "accounts.give_role", "accounts.give_administrator"}
GROUPS["Administrator"] = OF_ADMINISTRATORS.union(*GROUPS.values())
# Django makes these four for every table; all others are our own.
OF_EVERY_TABLE = ("add_", "change_", "delete_", "view_")


def permissions_of(group: Group) -> set[str]:
    rows = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


def test_every_group_may_do_what_the_table_says_and_nothing_else():
    assert {group.name: permissions_of(group) for group in Group.objects.all()} == GROUPS


def test_every_permission_of_our_own_is_given_to_a_group():
    ours = Permission.objects.filter(
        content_type__app_label__in=("accounts", "course", "quizzes", "certificates")
    )
    made = {
        f"{each.content_type.app_label}.{each.codename}"
        for each in ours.select_related("content_type")
    }
    special = {name for name in made if not name.partition(".")[2].startswith(OF_EVERY_TABLE)}
    given = set.union(*GROUPS.values())
    assert special <= given <= made


def test_only_administrators_may_both_ask_for_a_regrade_and_approve_another_one():
    both = {"quizzes.order_regrade", "quizzes.approve_regrade"}
    may = [group.name for group in Group.objects.all() if both <= permissions_of(group)]
    assert may == ["Administrator"]


def test_the_groups_are_made_again_and_what_an_operator_added_stays():
    group = Group.objects.get(name="Reviewer")
    content_type = ContentType.objects.get(app_label="course", model="edition")
    added = Permission.objects.get(codename="view_edition", content_type=content_type)
    group.permissions.set([added])
    Group.objects.get(name="Editor").delete()
    for app in ("accounts", "course", "quizzes", "certificates"):
        make_groups(apps.get_app_config(app))
    assert permissions_of(group) == GROUPS["Reviewer"] | {"course.view_edition"}
    assert permissions_of(Group.objects.get(name="Editor")) == GROUPS["Editor"]
