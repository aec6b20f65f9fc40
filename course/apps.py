"""The app that holds what is taught, and how far each learner is."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CourseConfig(AppConfig):
    name = "course"

    def ready(self) -> None:
        from accounts import approvals, personal_data, triggers
        from accounts.approvals import alone
        from accounts.inbox import messages
        from course import models
        from course.enrolment import waivers
        from course.enrolment.records import RECORD_OF_WAIVER
        from course.notes.personal_data import NotesData
        from course.notes.searched import SearchedNotes
        from course.personal_data import LearningData
        from course.publishing import search_index
        from course.search import own_texts

        messages.provider_address = lambda: models.Provider.get().contact
        alone.outside_address = lambda: models.Provider.get().outside_address
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
        approvals.register(
            models.WaiverRequest,
            approve=waivers.approve,
            refuse=waivers.refuse,
            template="staff/waiver_request.html",
            deletable_when=models.ERASED,
        )
        approvals.register_record_act(RECORD_OF_WAIVER)
        personal_data.register(LearningData())
        personal_data.register(NotesData())
        own_texts.sources.append(SearchedNotes())
        post_migrate.connect(search_index.index_missing_editions, self, dispatch_uid="search_index")
