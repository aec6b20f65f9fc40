"""The app that holds what is taught, and how far each learner is."""

from django.apps import AppConfig


class CourseConfig(AppConfig):
    name = "course"

    def ready(self) -> None:
        from accounts import personal_data, triggers
        from course import models
        from course.notes.personal_data import NotesData
        from course.personal_data import LearningData

        for published in models.PUBLISHED:
            triggers.protect(published)
        triggers.protect(models.Acknowledgement, deletable_when=models.ERASED)
        triggers.protect(models.Completion, erasable=("waived_by",), deletable_when=models.ERASED)
        triggers.protect(
            models.CorrectionNotice,
            updatable=("mailed_at", "confirmed_at"),
            updatable_when="OLD.confirmed_at IS NULL",
            deletable_when=models.ERASED,
        )
        triggers.protect(models.ModuleReview, erasable=("reviewer",))
        triggers.protect(models.FactReview, erasable=("reviewer",))
        triggers.protect(models.FactReviewWithdrawal, erasable=("withdrawn_by",))
        personal_data.register(LearningData())
        personal_data.register(NotesData())
