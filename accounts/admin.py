"""Django's own admin, beside the pages of staff: accounts, audit log, outbox, timed work."""

from typing import Any

from allauth.socialaccount import admin as social_admin
from allauth.socialaccount.models import SocialAccount
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.fields import NameField
from accounts.models import AuditEvent, OutgoingMail, PeriodicRun, User
from accounts.security import second_factor


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Show rows that nobody adds, changes or deletes here, not even a superuser."""

    def has_add_permission(self, request: HttpRequest, *_: object) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AccountCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """Make an account; its address is stored in lower case."""

    class Meta:
        model = User
        fields = ["email", "name"]
        field_classes = {"name": NameField}  # noqa: RUF012  as Django reads it

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class AccountChangeForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = "__all__"  # noqa: DJ007  the admin's fieldsets choose
        field_classes = {"name": NameField}  # noqa: RUF012  as Django reads it


@admin.register(User)
class UserAdmin(StockUserAdmin):  # type: ignore[type-arg]
    """Show and change accounts. Only a superuser gives rights."""

    # People change their addresses and erase their accounts themselves.

    form = AccountChangeForm
    add_form = AccountCreationForm
    ordering = ["email"]
    list_display = ["email", "name", "is_staff", "is_active"]
    search_fields = ["email", "name"]
    filter_horizontal = ["groups", "user_permissions"]
    readonly_fields = ["public_id", "joined_at", "last_login"]
    fieldsets = [
        (None, {"fields": ["email", "password", "public_id"]}),
        (_("Person"), {"fields": ["name", "time_zone", "language", "theme"]}),
        (
            _("Rights"),
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
        (_("Dates"), {"fields": ["joined_at", "last_login"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["email", "name", "usable_password", "password1", "password2"],
            },
        )
    ]

    RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show and change an account, once a second factor was used lately."""
        if second_factor.is_due(request):
            return second_factor.ask_for_factor(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Return the fields that this user may not change."""
        rights = () if _is_superuser(request) else self.RIGHTS
        return [*self.readonly_fields, *(["email"] if obj else []), *rights]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return False if a user who is no superuser would change a member of staff."""
        # Somebody could otherwise take an account with more rights, by giving it a new password.
        if obj and (obj.is_superuser or obj.is_staff) and not _is_superuser(request):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return False: nobody deletes an account here."""
        # Deleting the row alone would leave the personal data of other apps.
        return False


def _is_superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.is_superuser)


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


# Providers come from the environment, and no token of theirs is kept. Identities are connected by
# their owners alone.
for model in (social_admin.SocialApp, social_admin.SocialToken, SocialAccount):
    admin.site.unregister(model)


@admin.register(SocialAccount)
class IdentityAdmin(ReadOnlyAdmin):
    """Show as whom providers know people."""

    list_display = ["user", "provider", "uid", "date_joined", "last_login"]
    list_filter = ["provider"]
    list_select_related = ["user"]
    search_fields = ["user__email", "uid"]
