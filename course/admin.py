"""Show the tables in Django's own admin, where they can only be read."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from accounts.admin import ReadOnlyAdmin
from course.models import (
    Acknowledgement,
    Asset,
    Completion,
    Contributor,
    Correction,
    CorrectionNotice,
    Course,
    Edition,
    EditionSource,
    Enrolment,
    Excerpt,
    Fact,
    FactReview,
    FactReviewWithdrawal,
    GlossaryTerm,
    GuidePage,
    Module,
    ModuleReview,
    Objective,
    Passage,
    Provider,
    Reference,
    SearchEntry,
    SearchWord,
    Unit,
    UnitReference,
    Upload,
)


@admin.register(Course)
class CourseAdmin(ReadOnlyAdmin):
    list_display = ["slug", "created_at"]


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["title", "number", "published_at", "published_by", "expires_on"]
    list_select_related = ["published_by"]
    list_filter = ["course"]


@admin.register(Contributor, Module, Objective, GuidePage, GlossaryTerm, Reference, Fact)
@admin.register(SearchEntry, SearchWord)
class PartOfEditionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "edition"]
    list_select_related = ["edition"]
    list_filter = ["edition"]


@admin.register(Correction)
class CorrectionAdmin(PartOfEditionAdmin):
    list_display = ["title", "edition", "place", "before", "after"]


@admin.register(CorrectionNotice)
class CorrectionNoticeAdmin(ReadOnlyAdmin):
    list_display = ["enrolment", "edition", "told_at", "mailed_at", "confirmed_at"]
    list_select_related = ["enrolment__course", "edition"]
    list_filter = ["edition"]


@admin.register(Asset)
class AssetAdmin(PartOfEditionAdmin):
    search_fields = ["path", "sha256"]


@admin.register(EditionSource)
class EditionSourceAdmin(PartOfEditionAdmin):
    search_fields = ["sha256"]


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    list_display = [
        "__str__",
        "edition",
        "kind",
        "key",
        "revision",
        "required",
        "sample",
        "minutes",
    ]
    list_select_related = ["edition"]
    list_filter = ["edition", "kind", "required"]
    search_fields = ["key", "title"]


@admin.register(Passage)
class PassageAdmin(ReadOnlyAdmin):
    list_display = ["key", "unit", "kind", "critical"]
    list_select_related = ["unit"]
    list_filter = ["unit__edition", "critical"]
    search_fields = ["key", "text"]


@admin.register(Excerpt)
class ExcerptAdmin(ReadOnlyAdmin):
    list_display = ["kind", "passage", "edition"]
    list_select_related = ["passage", "edition"]


@admin.register(UnitReference)
class UnitReferenceAdmin(ReadOnlyAdmin):
    list_display = ["unit", "number", "reference"]
    list_select_related = ["unit", "reference"]
    list_filter = ["unit__edition"]


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "user", "edition", "started_at", "completed_on", "ended_at"]
    list_select_related = ["user", "edition"]
    list_filter = ["course", "edition"]
    search_fields = ["user__email", "holder_name", "public_id"]


@admin.register(Completion)
class CompletionAdmin(ReadOnlyAdmin):
    list_display = ["completed_at", "enrolment", "unit_key", "revision", "was_waived"]
    list_select_related = ["enrolment__course"]
    search_fields = ["unit_key"]


@admin.register(Acknowledgement)
class AcknowledgementAdmin(ReadOnlyAdmin):
    list_display = ["acknowledged_at", "enrolment", "edition"]
    list_select_related = ["enrolment__course", "edition"]


@admin.register(ModuleReview)
class ModuleReviewAdmin(ReadOnlyAdmin):
    """Show sign-offs; reviewers sign on the pages of staff."""

    list_display = [
        "module_key",
        "course",
        "reviewer_name",
        "reviewer_profession",
        "signed_on",
        "reviewer",
    ]
    list_select_related = ["course", "reviewer"]


@admin.register(FactReview)
class FactReviewAdmin(ReadOnlyAdmin):
    """Show reviews of facts; reviewers sign on the pages of staff."""

    list_display = ["tag", "course", "checked_on", "next_review_on", "reviewer_name", "reviewer"]
    list_select_related = ["course", "reviewer"]
    list_filter = ["course"]


@admin.register(FactReviewWithdrawal)
class FactReviewWithdrawalAdmin(ReadOnlyAdmin):
    list_display = ["review", "because", "withdrawn_by_name", "withdrawn_at"]
    list_select_related = ["review"]


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    """Show uploads; editors check and publish them on the pages of staff."""

    list_display = ["name", "course_slug", "uploaded_at", "uploaded_by", "checked_at", "edition"]
    list_select_related = ["uploaded_by", "edition"]


@admin.register(Provider)
class ProviderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Show the one row; staff change it on a page that asks why."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
