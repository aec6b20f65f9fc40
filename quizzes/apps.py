"""Asking questions and marking answers."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self) -> None:
        from accounts import approvals, personal_data, triggers
        from course import source, timeline, unit_changes
        from course.corrections import notices, questions
        from course.publishing import prepared
        from course.search import own_texts
        from course.text import questions as text_questions
        from quizzes import models, protections, records
        from quizzes.bank import building, compared, contents, lesson_questions, question_checks
        from quizzes.marking import changed_answers, kept_counts
        from quizzes.regrading import offers
        from quizzes.results import searched
        from quizzes.sitting import accommodations

        for published_model in (
            models.Question,
            models.QuestionVersion,
            models.Quiz,
            models.BankItem,
            models.BankItem.objectives.through,
            models.Rule,
        ):
            triggers.protect(published_model)
        protections.protect_records()
        post_migrate.connect(kept_counts.build_missing_counts, self, dispatch_uid="counts")
        text_questions.question_readers.append(lesson_questions.LessonQuestionReader())
        source.unit_readers[question_checks.QuizReader.marker] = question_checks.QuizReader()
        unit_changes.content_readers.append(contents.quiz_contents)
        questions.question_readers.append(compared.stored_questions)
        notices.marked_right_readers.append(changed_answers.enrolments_marked_right)
        questions.marking_offers.append(offers.marking_addresses)
        prepared.preparers.append(building.prepare_quizzes)
        own_texts.sources.append(searched.AnsweredQuestions())
        timeline.sources += [records.timeline_entries, records.accommodation_entries]
        approvals.register_record_act(accommodations.ACT)
        personal_data.register(records.QuizData())
        personal_data.register(records.AccommodationData())
