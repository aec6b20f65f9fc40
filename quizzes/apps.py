"""Asking questions and marking answers."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"

    def ready(self) -> None:
        from accounts import personal_data, triggers
        from course import source, timeline
        from course.models import ERASED
        from course.signals import edition_built
        from quizzes import models, question_checks, receivers, records

        for published in (
            models.Question,
            models.QuestionVersion,
            models.Quiz,
            models.Rule,
            models.Rule.objectives.through,
        ):
            triggers.protect(published)
        of_attempt = "EXISTS (SELECT 1 FROM quizzes_attempt a WHERE a.id = OLD.attempt_id AND {})"
        erased = ERASED.replace("OLD.enrolment_id", "a.enrolment_id")
        triggers.protect(models.Attempt, updatable_when="OLD.state = 'open'", deletable_when=ERASED)
        triggers.protect(
            models.AttemptItem,
            updatable_when=of_attempt.format("a.state = 'open'"),
            deletable_when=of_attempt.format(erased),
        )
        triggers.protect(models.GradeRun, deletable_when=of_attempt.format(erased))
        of_run = (
            "EXISTS (SELECT 1 FROM quizzes_graderun r JOIN quizzes_attempt a ON a.id = r.attempt_id "
            "WHERE r.id = OLD.run_id AND {})"
        )
        triggers.protect(models.ItemGrade, deletable_when=of_run.format(erased))
        source.unit_readers[question_checks.QuizReader.marker] = question_checks.QuizReader()
        edition_built.connect(receivers.build_quizzes, dispatch_uid="quizzes")
        timeline.sources.append(records.timeline_entries)
        personal_data.register(records.QuizData())
