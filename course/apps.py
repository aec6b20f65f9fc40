"""The app that holds what is taught, and how far each learner is."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class CourseConfig(AppConfig):
    name = "course"

    def ready(self) -> None:
        from accounts import letterhead, mail, personal_data
        from accounts.desk import waiting
        from accounts.erasing import traces
        from accounts.inbox import messages
        from accounts.people import words
        from course import models
        from course import personal_data as learning
        from course.assignments import reminder_words
        from course.assignments.records import AssignmentData
        from course.enrolment import found_names
        from course.notes.personal_data import NotesData
        from course.notes.searched import SearchedNotes
        from course.publishing import search_index
        from course.search import own_texts
        from course.staff import desk_kinds

        mail.stop_address_in = reminder_words.stop_address_in
        letterhead.sender = lambda: models.Provider.get().sender
        messages.provider_address = lambda: models.Provider.get().contact
        waiting.kinds += desk_kinds.KINDS_OF_COURSE
        waiting.others.append(desk_kinds.provider_rows)
        self._protect_rows()
        self._join_approvals()
        self._decide_on_columns()
        words.sources.append(found_names.names_of)
        post_save.connect(
            found_names.index_saved_holder, models.Enrolment, dispatch_uid="person_words"
        )
        personal_data.register(learning.LearningData())
        personal_data.register(NotesData())
        personal_data.register(AssignmentData())
        traces.sources.append(learning.add_traces)
        traces.sweepers.append(learning.sweep)
        own_texts.sources.append(SearchedNotes())
        post_migrate.connect(search_index.index_missing_editions, self, dispatch_uid="search_index")

    def _join_approvals(self) -> None:
        """Let two people decide on waivers, and say who outside of this site is told."""
        from accounts import approvals
        from accounts.approvals import alone
        from course import models
        from course.enrolment import records, waivers

        alone.outside_address = lambda: models.Provider.get().outside_address
        approvals.register(
            models.WaiverRequest,
            approve=waivers.approve,
            refuse=waivers.refuse,
            template="staff/waiver_request.html",
            deletable_when=models.ERASED,
            mutable=models.WaiverRequest.TYPED,
        )
        approvals.register_record_act(records.RECORD_OF_WAIVER)

    def _protect_rows(self) -> None:
        """Say which rows the database refuses to change or delete, but for these exceptions."""
        from accounts.triggers import protect
        from course import models

        for published in models.PUBLISHED:
            protect(published)
        protect(models.Acknowledgement, deletable_when=models.ERASED)
        protect(
            models.Completion,
            erasable=("waived_by",),
            updatable=("waived_because",),
            updatable_when=models.ERASED,
            deletable_when=models.ERASED,
        )
        protect(
            models.CorrectionNotice,
            updatable=("mailed_at", "confirmed_at"),
            updatable_when="OLD.confirmed_at IS NULL",
            deletable_when=models.ERASED,
        )
        protect(models.ModuleReview, erasable=("reviewer",))
        protect(models.FactReview, erasable=("reviewer",))
        protect(models.FactReviewWithdrawal, erasable=("withdrawn_by",))

    def _decide_on_columns(self) -> None:
        """Say what happens to each column that names a person when two accounts are joined."""
        from accounts import relations
        from course import models
        from course.enrolment import joining

        relations.moves(models.Enrolment, "user", joining.settle, joining.put_back)
        relations.moves(models.Note, "user", joining.notes_to_move)
        relations.moves(models.DueDateExtension, "user", joining.extensions_to_move)
        relations.moves(models.ReminderStop, "user", joining.stops_to_move)
        relations.stays(
            "course.Completion.waived_by",
            "course.DueDateExtension.given_by",
            "course.Edition.published_by",
            "course.FactReview.reviewer",
            "course.FactReviewWithdrawal.withdrawn_by",
            "course.GroupCourse.assigned_by",
            "course.ModuleReview.reviewer",
            "course.Upload.publication_asked_by",
            "course.Upload.uploaded_by",
        )
