"""Who has no attempt left at a quiz that they have not passed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from course.models import Completion
from quizzes.marking.standing import standing_of
from quizzes.models import Accommodation, Attempt, Quiz
from quizzes.records import score_in_words

WHERE_SAT = {"enrolment": OuterRef("enrolment"), "unit_key": OuterRef("unit_key")}
# Of an attempt in the list: an edition also holds long texts.
SHOWN_FIELDS = (
    "unit_key",
    "number",
    "submitted_at",
    "enrolment__public_id",
    "enrolment__user__name",
    "enrolment__user__email",
    "enrolment__edition__short_title",
    "enrolment__edition__number",
)


def last_attempts() -> QuerySet[Attempt]:
    """Return the last attempt of each learner who is out of tries, the latest first.

    Annotated: ``used`` and ``allowed`` attempts, and the ``title`` of the quiz. Left out are who
    passed or was waived, has an attempt open, or whose enrolment has ended.
    """
    edition, key = OuterRef("enrolment__edition"), OuterRef("unit_key")
    quiz_now = Quiz.objects.filter(unit__edition=edition, unit__key=key)
    quiz_now = quiz_now.filter(purpose=Quiz.Purpose.CERTIFYING)
    granted = Accommodation.objects.filter(**WHERE_SAT).order_by("-granted_at", "-pk")
    allowed = Subquery(quiz_now.values("attempts_allowed")[:1])
    extra = Coalesce(Subquery(granted.values("extra_attempts")[:1]), 0)

    limited = Attempt.objects.whole().filter(quiz__attempts_allowed__isnull=False)
    counted = limited.filter(**WHERE_SAT).order_by().values("unit_key")
    used = Subquery(counted.annotate(n=Count("pk")).values("n"))

    learning = limited.handed_in().filter(enrolment__ended_at=None, enrolment__user__isnull=False)
    of_quiz = learning.annotate(
        revision=Subquery(quiz_now.values("unit__revision")[:1]),
        title=Subquery(quiz_now.values("unit__title")[:1]),
    )
    done = Completion.objects.filter(**WHERE_SAT, revision=OuterRef("revision"))
    others = Attempt.objects.filter(**WHERE_SAT)
    later = Q(number__gt=OuterRef("number"), puts_right=None) | Q(state=Attempt.OPEN)
    not_done = of_quiz.filter(~Exists(done), ~Exists(others.filter(later)))

    out = not_done.annotate(allowed=allowed + extra, used=used).filter(used__gte=F("allowed"))
    with_people = out.select_related("enrolment__user", "enrolment__edition")
    return with_people.only(*SHOWN_FIELDS).order_by("-submitted_at", "-pk")


def matching(attempts: QuerySet[Attempt], text: str) -> QuerySet[Attempt]:
    """Return those of learners whose name or address holds ``text``."""
    in_name = Q(enrolment__user__name__icontains=text)
    in_address = Q(enrolment__user__email__icontains=text)
    in_holder = Q(enrolment__holder_name__icontains=text)
    return attempts.filter(in_name | in_address | in_holder)


@dataclass(frozen=True)
class OutOfTries:
    """Hold a learner's last attempt at a quiz at which none is left.

    score: in words. may_put_right: only a must-pass question is missing, which the learner can
    still put right without another attempt.
    """

    last: Attempt
    score: str
    may_put_right: bool


def rows(last: Iterable[Attempt]) -> list[OutOfTries]:
    """Return a row for each attempt of ``last_attempts``, in four queries for all of them."""
    last = list(last)
    attempts_by_place: dict[tuple[int, str], list[Attempt]] = defaultdict(list)
    sat = Attempt.objects.filter(enrolment__in={attempt.enrolment_id for attempt in last})
    related = sat.prefetch_related("runs", "puts_right__grades").order_by("number")
    for attempt in related.select_related("puts_right").with_quizzes():
        attempts_by_place[attempt.enrolment_id, attempt.unit_key].append(attempt)
    return [
        _row(attempt, attempts_by_place[attempt.enrolment_id, attempt.unit_key]) for attempt in last
    ]


def _row(last: Attempt, attempts: Iterable[Attempt]) -> OutOfTries:
    attempts = list(attempts)
    with_runs = next(attempt for attempt in attempts if attempt.pk == last.pk)
    standing = standing_of(with_runs.quiz, attempts, is_recorded=False)
    return OutOfTries(last, score_in_words(with_runs), standing.has_unremedied_miss)
