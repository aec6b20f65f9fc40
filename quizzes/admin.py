"""Read-only pages of Django's admin. They never show what was answered."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from quizzes.models import (
    Accommodation,
    Attempt,
    BankItem,
    GradeRun,
    ItemReport,
    Question,
    QuestionVersion,
    Quiz,
    RegradeOrder,
    Rule,
)


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["ref", "course"]
    list_select_related = ["course"]
    list_filter = ["course"]
    search_fields = ["ref"]


@admin.register(QuestionVersion)
class QuestionVersionAdmin(ReadOnlyAdmin):
    list_display = ["question", "number", "kind", "sha256"]
    list_select_related = ["question"]
    list_filter = ["kind"]
    search_fields = ["question__ref"]


@admin.register(Quiz)
class QuizAdmin(ReadOnlyAdmin):
    list_display = ["unit", "pass_mark", "attempts_allowed", "cooldown_minutes", "review"]
    list_select_related = ["unit"]
    list_filter = ["unit__edition"]


@admin.register(BankItem)
class BankItemAdmin(ReadOnlyAdmin):
    list_display = ["quiz", "position", "version", "points", "group", "must_pass"]
    list_select_related = ["quiz__unit", "version__question"]
    list_filter = ["quiz__unit__edition", "must_pass"]


@admin.register(Rule)
class RuleAdmin(ReadOnlyAdmin):
    list_display = ["quiz", "position", "item", "group", "objective", "draw"]
    list_select_related = ["quiz__unit", "item__quiz__unit", "objective"]
    list_filter = ["quiz__unit__edition"]


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Show attempts without their items: answers, flags and sureness are the learner's own."""

    list_display = ["enrolment", "unit_key", "number", "state", "started_at", "submitted_at"]
    list_select_related = ["enrolment__course"]
    list_filter = ["state"]
    search_fields = ["unit_key", "enrolment__public_id"]


@admin.register(GradeRun)
class GradeRunAdmin(ReadOnlyAdmin):
    list_display = ["attempt", "run", "reason", "earned", "possible", "passed", "graded_at"]
    list_select_related = ["attempt"]


@admin.register(Accommodation)
class AccommodationAdmin(ReadOnlyAdmin):
    list_display = [
        "enrolment",
        "unit_key",
        "extra_time_percent",
        "extra_attempts",
        "granted_by",
        "granted_at",
    ]
    list_select_related = ["enrolment__course", "granted_by"]


@admin.register(RegradeOrder)
class RegradeOrderAdmin(ReadOnlyAdmin):
    list_display = [
        "version",
        "action",
        "requested_by",
        "requested_at",
        "approved_by",
        "approved_at",
    ]
    list_select_related = ["version__question", "requested_by", "approved_by"]


@admin.register(ItemReport)
class ItemReportAdmin(ReadOnlyAdmin):
    list_display = ["item", "kind", "reported_at", "owner", "answered_at"]
    list_select_related = ["item__attempt", "owner"]
    list_filter = ["kind"]
