"""Django's own admin, beside the pages of staff: it shows tables, and changes none."""

# These modules register what is unregistered below.
import allauth.account.admin  # noqa: F401
import allauth.mfa.admin  # noqa: F401
import allauth.usersessions.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
import django_tasks_db.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as social_admin
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditEvent, OutgoingMail, PeriodicRun, RoleGrant, User


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Show rows that nobody adds, changes or deletes here, not even a superuser."""

    def has_add_permission(self, request: HttpRequest, *_: object) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Show accounts. Pages of staff change them, with a reason."""

    ordering = ["email"]
    list_display = ["email", "name", "is_staff", "is_superuser", "is_active"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    search_fields = ["email", "name"]
    exclude = ["password"]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "verb", "subject_type", "subject_key", "reason"]
    list_filter = ["verb", "subject_type"]
    list_select_related = ["actor"]
    search_fields = ["subject_key"]
    date_hierarchy = "at"


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Show the outbox, without the texts."""

    list_display = [
        "created_at",
        "key",
        "recipient",
        "sent_at",
        "given_up_at",
        "attempts",
        "next_attempt_at",
        "last_error",
    ]
    list_filter = ["sent_at", "given_up_at"]
    search_fields = ["recipient", "key"]
    exclude = ["body"]  # it can hold a sign-in code


@admin.register(PeriodicRun)
class PeriodicRunAdmin(ReadOnlyAdmin):
    """Show when each piece of timed work last ran."""

    list_display = ["name", "started_at", "finished_at", "last_error"]


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    list_display = ["person", "role", "given_at", "given_by", "ends_at", "ended_at"]
    list_select_related = ["person", "given_by"]
    list_filter = ["role"]


# What packages register here could be changed without a reason and without an audit event, or
# shows secrets. Providers come from the environment, and no token of theirs is kept.
for model in (
    Group,
    DBTaskResult,
    EmailAddress,
    Authenticator,
    UserSession,
    social_admin.SocialApp,
    social_admin.SocialToken,
    SocialAccount,
):
    admin.site.unregister(model)


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin):
    """Show the permissions of each role."""

    search_fields = ["name"]


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    list_display = ["email", "user", "primary", "verified"]
    list_select_related = ["user"]
    search_fields = ["email"]


@admin.register(DBTaskResult)
class TaskAdmin(ReadOnlyAdmin):
    """Show the tasks of the worker, without what they were given."""

    list_display = ["task_path", "status", "enqueued_at", "started_at", "finished_at"]
    list_filter = ["status"]
    fields = [
        "task_path",
        "status",
        "enqueued_at",
        "started_at",
        "finished_at",
        "exception_class_path",
    ]


@admin.register(SocialAccount)
class IdentityAdmin(ReadOnlyAdmin):
    """Show as whom providers know people."""

    list_display = ["user", "provider", "uid", "date_joined", "last_login"]
    list_filter = ["provider"]
    list_select_related = ["user"]
    search_fields = ["user__email", "uid"]
