"""Certificates in Django's own admin, to look at only."""

from django.contrib import admin
from django.http import HttpRequest

from certificates.models import Certificate


@admin.register(Certificate)
class CertificateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = (
        "code",
        "shown_name",
        "course_title",
        "edition_number",
        "issued_at",
        "revoked_at",
    )
    # The sealed name of an erased account is on no page. Staff find names at the desk.
    exclude = ("holder_name",)
    search_fields = ("code",)
    list_filter = ("course_slug", "revoked_because")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False
