"""Asking questions and marking answers."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self) -> None:
        from accounts import approvals, personal_data, relations
        from accounts.desk import waiting
        from accounts.erasing import traces
        from course import timeline
        from course.search import own_texts
        from quizzes import desk_kinds, protections, records
        from quizzes.marking import kept_counts
        from quizzes.results import searched
        from quizzes.sitting import accommodations

        protections.protect_published()
        protections.protect_records()
        self._join_publishing()
        self._join_corrections()
        own_texts.sources.append(searched.AnsweredQuestions())
        timeline.sources += [records.timeline_entries, records.accommodation_entries]
        approvals.register_record_act(accommodations.ACT)
        waiting.kinds += desk_kinds.KINDS_OF_QUIZZES
        relations.stays(
            "quizzes.Accommodation.granted_by",
            "quizzes.ItemReport.owner",
            "quizzes.ItemReport.answered_by",
        )
        personal_data.register(records.QuizData())
        personal_data.register(records.AccommodationData())
        traces.sweepers.append(records.sweep)
        post_migrate.connect(kept_counts.build_missing_counts, self, dispatch_uid="counts")

    def _join_publishing(self) -> None:
        """Let course folders hold quizzes and questions, and publish them."""
        from course import source
        from course.publishing import prepared
        from course.text import questions
        from quizzes.bank import building, lesson_questions, question_checks

        questions.question_readers.append(lesson_questions.LessonQuestionReader())
        source.unit_readers[question_checks.QuizReader.marker] = question_checks.QuizReader()
        prepared.preparers.append(building.prepare_quizzes)

    def _join_corrections(self) -> None:
        """Let what changes between editions name questions, and who was marked by them."""
        from course import unit_changes
        from course.corrections import notices, questions
        from quizzes.bank import compared, contents
        from quizzes.marking import changed_answers
        from quizzes.regrading import offers

        unit_changes.content_readers.append(contents.quiz_contents)
        questions.question_readers.append(compared.stored_questions)
        questions.marking_offers.append(offers.marking_addresses)
        notices.marked_right_readers.append(changed_answers.enrolments_marked_right)
