"""What quizzes keep about a person, for the timeline of staff and for the person's own export.

The timeline never shows what was answered.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.compiled_queries import CompiledQuery
from accounts.erasing.traces import Traces, erase_words
from accounts.models import User
from accounts.personal_data import STAYS_WITHOUT_NAME, YOU_AND_STAFF, Kept
from course.models import Enrolment
from course.timeline import Entry
from quizzes.models import Accommodation, Attempt, AttemptItem, GradeRun, ItemReport
from quizzes.sitting.accommodations import accommodation_history
from quizzes.sitting.drafts import words_of

_MARKINGS = Prefetch(
    "runs", GradeRun.objects.select_related("order").defer("order__dry_run").order_by("run")
)


def score_in_words(attempt: Attempt, passed: bool | None = None) -> str:
    """Return an attempt's score in words; "" while it is open.

    Such as "9 of 10, passed", "7.5 of 10, not passed yet".
    passed: True if the attempt passes though its latest marking alone does not.
    """
    if attempt.grade is None:
        return ""
    return run_in_words(attempt.grade, passed)


def run_in_words(run: GradeRun, passed: bool | None = None) -> str:
    """Return one marking in the same words; of practice only the points."""
    points = {"earned": as_points(run.earned), "possible": as_points(run.possible)}
    if run.passed or passed:
        return _("%(earned)s of %(possible)s, passed") % points
    if run.passed is None:
        return _("%(earned)s of %(possible)s") % points
    return _("%(earned)s of %(possible)s, not passed yet") % points


def as_points(number: str) -> str:
    """Return a rational as points, floored to a hundredth: "7", "6.66"."""
    # Floored, because rounding up could show a score that was not reached.
    hundredths = Fraction(number) * 100 // 1
    whole, rest = divmod(hundredths, 100)
    if not rest:
        return f"{whole}"
    return f"{whole}.{rest:02d}".rstrip("0")


def timeline_entries(enrolment: Enrolment) -> Iterable[Entry]:
    """Yield attempts open, handed in and marked again, with their totals, in two queries."""
    for attempt in _attempts_with_markings.rows(enrolment.pk):
        yield from _attempt_entries(attempt)


_attempts_with_markings = CompiledQuery(
    lambda enrolment: (
        Attempt.objects.of(enrolment)
        .select_related("quiz__unit")
        .prefetch_related(_MARKINGS)
        .order_by("number")
    )
)


def _attempt_entries(attempt: Attempt) -> Iterable[Entry]:
    names = {"quiz": attempt.quiz.unit.title, "number": attempt.number}
    if not attempt.submitted_at:
        started = _("%(quiz)s: attempt %(number)d started") % names
        yield Entry(attempt.started_at, started)

    markings = list(attempt.runs.all())
    if attempt.submitted_at:
        handed_in = _("%(quiz)s: attempt %(number)d handed in") % names
        first_score = run_in_words(markings[0]) if markings else ""
        yield Entry(attempt.submitted_at, handed_in, first_score)

    marked_again = _("%(quiz)s: attempt %(number)d marked again") % names
    for before, run in pairwise(markings):
        reason = run.order.reason if run.order else ""
        change = _change_in_words(before, run)
        yield Entry(run.graded_at, marked_again, f"{change}. {reason}")


def _change_in_words(before: GradeRun, run: GradeRun) -> str:
    """Return the score of a later marking, beside that of the marking before it."""
    was = run_in_words(before)
    now = run_in_words(run)
    if was == now:
        return _("%s, as before") % now
    return _("%(now)s; before: %(was)s") % {"was": was, "now": now}


def accommodation_entries(enrolment: Enrolment) -> Iterable[Entry]:
    """Yield what staff granted, with the reason, in two queries."""
    for grant in accommodation_history(enrolment):
        row = grant.accommodation
        by = _("a former member of staff")
        if row.granted_by:
            by = row.granted_by.display_name
        what = {"quiz": grant.title, "granted": row.in_words}
        why = {"by": by, "why": row.reason}
        yield Entry(
            row.granted_at,
            _("%(quiz)s: %(granted)s granted") % what,
            _("By %(by)s, because: %(why)s") % why,
        )


def _export_marking(run: GradeRun) -> dict[str, object]:
    return {
        "marked_at": run.graded_at.isoformat(),
        "result": run_in_words(run),
        "marked_again_because": run.order.reason if run.order else "",
    }


def _export_answer(item: AttemptItem) -> dict[str, object]:
    # In words: an author's letters would give away the key of an ordering that is still open.
    return {
        "question": item.question.ref,
        "answer": item.version.data.in_words(item.bank_item.html, item.response),
        "typed_and_not_saved": words_of(item),
        "sureness": item.sureness,
        "flagged": item.flagged,
    }


def _export_report(report: ItemReport) -> dict[str, object]:
    return {
        "question": report.item.question.ref,
        "kind": report.kind,
        "text": report.text,
        "reported_at": report.reported_at.isoformat(),
        "answer": report.answer,
        "answered_at": report.answered_at and report.answered_at.isoformat(),
    }


def _export_attempt(attempt: Attempt) -> dict[str, object]:
    items = attempt.items.select_related("question", "version", "bank_item")
    reports = ItemReport.objects.filter(item__attempt=attempt)
    return {
        "unit": attempt.unit_key,
        "attempt": attempt.number,
        "started_at": attempt.started_at.isoformat(),
        "submitted_at": attempt.submitted_at and attempt.submitted_at.isoformat(),
        "result": score_in_words(attempt),
        "markings": [_export_marking(run) for run in attempt.runs.all()],
        "answers": [_export_answer(item) for item in items],
        "reports": [_export_report(report) for report in reports.select_related("item__question")],
    }


class QuizData:
    """Export and erase attempts with their answers, and reports about questions.

    Grades are training records: they stay, without the person.
    """

    name = "quizzes"
    kept = Kept(
        title=gettext_lazy("Your answers and results"),
        what=gettext_lazy(
            "Your quiz answers and results, and what you report about a question, which staff read "
            "without your name. How sure you said you were is shown to you alone."
        ),
        why=gettext_lazy(
            "To mark them, to mark them again after a mistake, and to mend questions."
        ),
        readers=gettext_lazy("You; staff see results, and answers without your name"),
        until=gettext_lazy(
            "As long as this site runs; without your name once you erase your account. How sure "
            "you were: 12 months after you earn the certificate."
        ),
        tables=(
            "quizzes.Attempt",
            "quizzes.AttemptItem",
            "quizzes.GradeRun",
            "quizzes.ItemReport",
        ),
    )

    def export(self, user: User) -> list[dict[str, object]]:
        attempts = Attempt.objects.filter(enrolment__user=user)
        return [_export_attempt(attempt) for attempt in attempts.prefetch_related(_MARKINGS)]

    def erase(self, user: User) -> None:
        """Delete the sureness of the person's answers, which nobody else may see."""
        # Nothing else here names the person: their enrolment loses its user elsewhere.
        AttemptItem.objects.filter(attempt__enrolment__user=user).update(sureness=None)


class AccommodationData:
    """Export what staff granted the person, and why."""

    name = "accommodations"
    kept = Kept(
        title=gettext_lazy("More time or more tries"),
        what=gettext_lazy("What staff granted you in quizzes, and why."),
        why=gettext_lazy("To know by which limits you took a quiz."),
        readers=YOU_AND_STAFF,
        until=STAYS_WITHOUT_NAME,
        tables=("quizzes.Accommodation",),
    )

    def export(self, user: User) -> list[dict[str, object]]:
        return [
            {
                "unit": row.unit_key,
                "extra_time_percent": row.extra_time_percent,
                "extra_attempts": row.extra_attempts,
                "reason": row.reason,
                "granted_at": row.granted_at.isoformat(),
            }
            for row in Accommodation.objects.filter(enrolment__user=user)
        ]

    def erase(self, user: User) -> None:
        """Keep the rows, which do not name the person."""
        # They say by which limits an attempt was sat.


def sweep(traces: Traces) -> None:
    """Delete the words that name an erased person: reasons for more time, reports, answers."""
    theirs = Enrolment.objects.filter(public_id__in=traces.keys(Enrolment._meta.label_lower))
    erase_words(traces, Accommodation.objects.filter(enrolment__in=theirs), "reason")
    reports = ItemReport.objects.filter(item__attempt__enrolment__in=theirs)
    erase_words(traces, reports, "text", "answer")
