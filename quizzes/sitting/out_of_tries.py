"""Who has no attempt left at a quiz that they have not passed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.people.words import search_for
from course.models import Completion
from quizzes.marking.standing import standing_of
from quizzes.models import Accommodation, Attempt, Quiz
from quizzes.records import score_in_words

Place = tuple[int, str]  # the enrolment, the key of the quiz's unit
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
    limited = Attempt.objects.whole().filter(quiz__attempts_allowed__isnull=False)
    # Attempts are numbered from 1, and most learners pass with one of the first. The index of
    # numbers finds the few others, so that not every attempt is looked at.
    late = limited.filter(number__gte=Subquery(_fewest_allowed()))
    last = _without_later(late.handed_in())
    not_done = _with_quiz_of_now(last).filter(~Exists(_completions()))
    counted = not_done.annotate(used=Subquery(_numbers_of(limited)))
    out = counted.filter(used__gte=F("allowed"))

    with_people = out.select_related("enrolment__user", "enrolment__edition")
    return with_people.only(*SHOWN_FIELDS).order_by("-submitted_at", "-pk")


def _fewest_allowed() -> "QuerySet[Quiz, int | None]":
    """Return the least number of attempts that any quiz allows; nothing where none is limited."""
    limited = Quiz.objects.filter(
        purpose=Quiz.Purpose.CERTIFYING,
        attempts_allowed__isnull=False,
    )
    return limited.order_by("attempts_allowed").values_list("attempts_allowed", flat=True)[:1]


def _without_later(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Return those of learners of now who have no later attempt there and none open."""
    of_learners = attempts.filter(
        enrolment__ended_at=None,
        enrolment__user__isnull=False,
    )
    later = Attempt.objects.whole().filter(**WHERE_SAT, number__gt=OuterRef("number"))
    still_open = Attempt.objects.open().filter(**WHERE_SAT)
    return of_learners.filter(~Exists(later), ~Exists(still_open))


def _with_quiz_of_now(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Annotate ``title``, ``revision`` and ``allowed`` as the learner's edition has the quiz."""
    quizzes = Quiz.objects.filter(
        unit__edition=OuterRef("enrolment__edition"),
        unit__key=OuterRef("unit_key"),
        purpose=Quiz.Purpose.CERTIFYING,
    )
    grants = Accommodation.objects.filter(**WHERE_SAT)
    latest = grants.order_by("-granted_at", "-pk").values("extra_attempts")[:1]
    extra = Coalesce(Subquery(latest), 0)
    return attempts.annotate(
        title=Subquery(quizzes.values("unit__title")),
        revision=Subquery(quizzes.values("unit__revision")),
        allowed=Subquery(quizzes.values("attempts_allowed")) + extra,
    )


def _completions() -> QuerySet[Completion]:
    """Return that the learner has done the quiz at the revision of now."""
    return Completion.objects.filter(**WHERE_SAT, revision=OuterRef("revision"))


def _numbers_of(attempts: QuerySet[Attempt]) -> "QuerySet[Attempt, int]":
    """Return how many of the attempts the learner has at the quiz."""
    here = attempts.filter(**WHERE_SAT).order_by().values("unit_key")
    return here.annotate(n=Count("pk")).values_list("n", flat=True)


def matching(attempts: QuerySet[Attempt], text: str) -> QuerySet[Attempt]:
    """Return those of the learners whom a typed text means."""
    return search_for(text).among(attempts, "enrolment__user")


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
    attempts_by_place = _attempts_by_place(last)
    listed = []
    for attempt in last:
        place = _place_of(attempt)
        row = _row(attempt, attempts_by_place[place])
        listed.append(row)
    return listed


def _attempts_by_place(attempts: Iterable[Attempt]) -> dict[Place, list[Attempt]]:
    """Return all attempts of these learners, by number, with what their standing needs."""
    enrolments = {attempt.enrolment_id for attempt in attempts}
    sat = Attempt.objects.filter(enrolment__in=enrolments).select_related("puts_right")
    related = sat.prefetch_related("runs", "puts_right__grades").order_by("number")
    attempts_by_place: dict[Place, list[Attempt]] = defaultdict(list)
    for attempt in related.with_quizzes():
        place = _place_of(attempt)
        attempts_by_place[place].append(attempt)
    return attempts_by_place


def _place_of(attempt: Attempt) -> Place:
    return attempt.enrolment_id, attempt.unit_key


def _row(last: Attempt, attempts: Sequence[Attempt]) -> OutOfTries:
    """Return the row of a last attempt; ``attempts``: all at the quiz, with their markings."""
    attempt_by_id = {attempt.pk: attempt for attempt in attempts}
    same = attempt_by_id[last.pk]
    standing = standing_of(same.quiz, attempts, is_recorded=False)
    return OutOfTries(
        last=last,
        score=score_in_words(same),
        may_put_right=standing.has_unremedied_miss,
    )
