"""Django's own admin behind the pages of staff. Everything can only be read; what was answered is not shown at all."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from quizzes.models import Attempt, GradeRun, Question, QuestionVersion, Quiz, Rule


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


@admin.register(Rule)
class RuleAdmin(ReadOnlyAdmin):
    list_display = ["quiz", "position", "version", "points"]
    list_select_related = ["quiz__unit", "version__question"]
    list_filter = ["quiz__unit__edition"]


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Without its items: answers, flags and sureness are the learner's own."""

    list_display = ["enrolment", "unit_key", "number", "state", "started_at", "submitted_at"]
    list_select_related = ["enrolment__course"]
    list_filter = ["state"]
    search_fields = ["unit_key", "enrolment__public_id"]


@admin.register(GradeRun)
class GradeRunAdmin(ReadOnlyAdmin):
    list_display = ["attempt", "run", "reason", "earned", "possible", "passed", "graded_at"]
    list_select_related = ["attempt"]
