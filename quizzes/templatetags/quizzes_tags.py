"""What pages of the course show of quizzes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import template
from django.db.models import Prefetch
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.compiled_queries import CompiledQuery
from accounts.models import User
from course.enrolment.my_courses import MyCourse
from course.models import Enrolment, Unit
from quizzes.marking.standing import QuizStanding, recorded_passes, standing, standing_of
from quizzes.models import Attempt, AttemptItem, ItemReport, Quiz, with_quizzes
from quizzes.records import as_points, score_in_words
from quizzes.results.result_page import shows_score
from quizzes.sitting import accommodations
from quizzes.sitting.open_quizzes import OpenQuiz, OpenQuizzes, open_among, open_quizzes_of
from quizzes.sitting.progress import Progress

register = template.Library()


@register.filter
def points(number: object) -> str:
    """Return a rational as points, floored to a hundredth."""
    return as_points(str(number))


@register.filter
def wait(minutes: int) -> str:
    """Return a wait in words, in hours where it is whole hours: "4 hours", "90 minutes"."""
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return ngettext("%d hour", "%d hours", hours) % hours
    return ngettext("%d minute", "%d minutes", minutes) % minutes


@register.simple_block_tag
def inline(content: SafeString) -> SafeString:
    """Return what stands inside without the line ends around it, as a part of a sentence."""
    return SafeString(content.strip())


@register.inclusion_tag("quizzes/sitting/panel.html", takes_context=True)
def quiz_panel(context: Context, enrolment: Enrolment, unit: Unit) -> dict[str, object]:
    """Show what the quiz asks, what was done so far, and the button."""
    quiz = Unit.at_hand([unit.pk])[unit.pk].quiz
    where = standing(enrolment, quiz, timezone.now())
    waits_for_others = unit.is_final and not where.open_attempt
    return {
        "quiz": quiz,
        "unit": unit,
        "course": enrolment.course,
        "standing": where,
        "rows": [
            AttemptRow(attempt, result_in_words(attempt, where)) for attempt in where.attempts
        ],
        "left": list(enrolment.before_final()) if waits_for_others else [],
        "minutes": _minutes(where),
        "provider": context["provider"],
    }


@register.simple_tag
def done_in_words(unit: Unit) -> str:
    """Return what is said of a quiz that is done: only a certifying one is passed."""
    quiz = Unit.at_hand([unit.pk])[unit.pk].quiz
    return _("Passed") if quiz.is_certifying else _("Done")


@dataclass(frozen=True)
class AttemptRow:
    """Hold an attempt with its result in words."""

    attempt: Attempt
    in_words: str


def _minutes(where: QuizStanding) -> int | None:
    """Return the learner's minutes for an attempt, floored; None without a limit."""
    if where.quiz.time_limit_minutes is None:
        return None
    extra = where.accommodation.extra_time_percent if where.accommodation else 0
    return where.quiz.time_limit_minutes * (100 + extra) // 100


def result_in_words(attempt: Attempt, where: QuizStanding) -> str:
    """Return an attempt's result in words, as far as the quiz's review policy shows it."""
    if attempt.is_open:
        return _("open")
    if attempt.quiz.is_practice:
        return _("done")
    if attempt.quiz.is_pretest:
        return score_in_words(attempt) if shows_score(attempt.quiz) else _("done")
    if not attempt.is_whole:
        if attempt.grade.passed:
            return _("one question put right")
        return _("one question, not right yet")
    if not shows_score(attempt.quiz):
        return _("passed") if where.passes(attempt) else _("handed in")
    return score_in_words(attempt, where.passes(attempt))


@dataclass(frozen=True)
class CourseRow:
    """Hold a row of My courses, and the quiz that its button leads into, or None."""

    shown: MyCourse
    quiz: OpenQuiz | None


@register.simple_tag
def rows_with_open_quizzes(user: User, courses: Iterable[MyCourse]) -> list[CourseRow]:
    """Return the rows of My courses, first those whose button leads into an open quiz."""
    quizzes = open_quizzes_of(user, timezone.now())
    rows = [CourseRow(shown, _quiz_to_go_on_with(shown, quizzes)) for shown in courses]
    return sorted(rows, key=lambda row: row.quiz is None)


def _quiz_to_go_on_with(shown: MyCourse, quizzes: Mapping[int, OpenQuizzes]) -> OpenQuiz | None:
    """Return the latest open quiz of a course that is not completed, or None."""
    opened = quizzes.get(shown.enrolment.pk)
    if opened is None or shown.is_done:
        return None
    return opened.latest


@dataclass(frozen=True)
class QuizStates:
    """Hold the state in words of each quiz of an enrolment, by unit key, and the open ones."""

    in_words: Mapping[str, str] = field(default_factory=dict)
    opened: OpenQuizzes = field(default_factory=OpenQuizzes)


_attempts_of = CompiledQuery(
    lambda enrolment: (
        Attempt.objects.of(enrolment)
        .select_related("puts_right")
        .prefetch_related(
            "runs",
            # Only an open attempt says how many of its questions are answered.
            Prefetch("items", AttemptItem.objects.of_open_attempts()),
            "puts_right__grades",
        )
        .order_by("number")
    )
)


@register.simple_tag
def quiz_states(enrolment: Enrolment) -> QuizStates:
    """Return the states of all quizzes of this enrolment.

    One query without an attempt, else four, whatever the number of quizzes; one more each where
    a must-pass question was remedied, and where an attempt was marked again.
    """
    attempts = with_quizzes(_attempts_of.rows(enrolment.pk))
    if not attempts:
        return QuizStates()
    for attempt in attempts:
        attempt.enrolment = enrolment
    opened = open_among(attempts, timezone.now())
    return QuizStates(_states_in_words(enrolment, attempts, opened.progress), opened)


def _states_in_words(
    enrolment: Enrolment, attempts: Iterable[Attempt], opened: Mapping[str, Progress]
) -> dict[str, str]:
    """Return the state of each quiz that was attempted, by unit key."""
    by_unit = _attempts_by_unit(attempts)
    recorded = recorded_passes(enrolment, attempts)
    states = {}
    for quiz in _quizzes_of(enrolment):
        key, revision = quiz.unit.key, quiz.unit.revision
        if key in by_unit:
            is_recorded = (key, revision) in recorded
            where = standing_of(quiz, by_unit[key], is_recorded=is_recorded)
            states[key] = _state(where, opened)
    return states


def _attempts_by_unit(attempts: Iterable[Attempt]) -> dict[str, list[Attempt]]:
    """Return the attempts at each quiz by its unit key, in their order."""
    by_unit: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_unit[attempt.unit_key].append(attempt)
    return by_unit


def _quizzes_of(enrolment: Enrolment) -> Iterable[Quiz]:
    """Return the quizzes of the learner's edition, each with its unit."""
    in_edition = Quiz.objects.filter(unit__edition=enrolment.edition_id)
    keys = in_edition.values_list("pk", flat=True)
    return Quiz.at_hand(keys).values()


def _state(where: QuizStanding, opened: Mapping[str, Progress]) -> str:
    """Return the state of a quiz; opened: how far its open attempt is, by unit key."""
    if where.open_attempt:
        return opened[where.open_attempt.unit_key].state
    if not where.counted_attempts:
        return ""  # attempts at an older revision of the quiz do not count now
    if not where.quiz.is_certifying:
        return _("done")
    if passed := where.passed_attempt:
        if not shows_score(passed.quiz):
            return _("passed")
        run = passed.grade
        score = {"earned": as_points(run.earned), "possible": as_points(run.possible)}
        return _("passed, %(earned)s of %(possible)s") % score
    if any(where.has_reached(attempt) for attempt in where.counted_attempts):
        return _("a must-pass question to put right")
    return _("not passed yet")


@register.inclusion_tag("quizzes/sitting/staff_accommodations_panel.html", takes_context=True)
def staff_accommodations(context: Context, enrolment: Enrolment) -> dict[str, object]:
    """Show staff what this learner is granted, with a link for those who may grant."""
    may_grant = context["request"].user.has_perm("quizzes.grant_accommodation")
    return {
        "enrolment": enrolment,
        "granted": accommodations.accommodations_in_force(enrolment),
        "may_grant": may_grant and enrolment.user and not enrolment.ended_at,
    }


MAX_SHOWN_REPORTS = 50


@register.inclusion_tag("quizzes/results/own_reports.html", takes_context=True)
def own_reports(context: Context) -> dict[str, object]:
    """List what the reader reported about questions, with links to the answers."""
    user = context["request"].user
    related = "item__attempt__enrolment__course", "item__bank_item__quiz__unit"
    reports = ItemReport.objects.of_user(user).select_related(*related)
    return {"reports": reports[:MAX_SHOWN_REPORTS]}


@register.simple_tag
def open_reports() -> int:
    """Return how many reports about questions wait for an answer."""
    return ItemReport.objects.open().count()


@register.filter
def state_of(states: QuizStates, unit: Unit) -> str:
    """Return the state of one unit from ``quiz_states``, or ""."""
    return states.in_words.get(unit.key, "")


@register.filter
def states_of(states: QuizStates, units: Iterable[Unit]) -> list[str]:
    """Return the state of each unit from ``quiz_states``."""
    return [state_of(states, unit) for unit in units]
