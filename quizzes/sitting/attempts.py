"""Sitting a quiz: start or resume an attempt, save answer by answer, hand in exactly once."""

import logging
import secrets
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from course.models import Enrolment
from quizzes.kinds import BadResponse, Response
from quizzes.marking.markings import mark_attempt, write_completion
from quizzes.marking.standing import QuizStanding, latest_accommodation, standing
from quizzes.models import Accommodation, Attempt, AttemptItem, BankItem, Quiz
from quizzes.sitting.drawing import draw_items, option_order
from quizzes.sitting.sureness import LABELS

logger = logging.getLogger(__name__)

MAX_STARTS = 5  # tries at a new attempt while others start or hand in at the same time
SAVED_FIELDS = ["response", "draft", "seq", "saved_at", "checked_at", "flagged", "sureness"]
GRACE = timedelta(seconds=30)  # for the way from the button to the server


class AttemptRefusedError(Exception):
    """No attempt may start now.

    opens_at: when the next one may start; None if no attempt is left.
    """

    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__(
            "no attempt is left" if opens_at is None else f"the next attempt opens at {opens_at}"
        )
        self.opens_at = opens_at


class NotOpenYetError(Exception):
    """A required unit is to be completed before this final quiz opens."""


class ChangedSinceReviewError(Exception):
    """An answer changed after the page was made on which the learner looked all over."""


class AlreadySubmittedError(Exception):
    """The attempt was handed in or its time is over, so its answers cannot change."""


def start(
    enrolment: Enrolment, quiz: Quiz, now: datetime, *, puts_right: AttemptItem | None = None
) -> Attempt:
    """Return the open attempt, or start a new one.

    puts_right: ask only a sibling of this missed must-pass item. The wait between attempts holds,
    the limit of attempts does not.
    Raises AttemptRefusedError, NotOpenYetError.
    """
    for _try in range(MAX_STARTS):
        where = standing(enrolment, quiz, now)
        if where.open_attempt:
            if not expire_if_due(where.open_attempt, now):
                return where.open_attempt
            continue
        _require_may_start(where, enrolment, is_remedial=puts_right is not None)
        try:
            with transaction.atomic():
                return _create_attempt(where, enrolment, now, puts_right)
        except IntegrityError:
            # Two clicks at once: the database allows one open attempt, and the slower click
            # returns it on its next try.
            continue
    raise RuntimeError("an attempt could not be started; try again")


def _require_may_start(where: QuizStanding, enrolment: Enrolment, *, is_remedial: bool) -> None:
    """Raise NotOpenYetError or AttemptRefusedError if no attempt may start now."""
    if where.quiz.unit.is_final and enrolment.before_final().exists():
        raise NotOpenYetError
    if where.attempts_left == 0 and not is_remedial:
        raise AttemptRefusedError(None)
    if where.opens_at:
        raise AttemptRefusedError(where.opens_at)


def _create_attempt(
    where: QuizStanding, enrolment: Enrolment, now: datetime, puts_right: AttemptItem | None
) -> Attempt:
    # Two tabs must not pass the limit of attempts together: the second one waits here, and
    # counts the attempts again.
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    quiz = where.quiz
    number, times_seen = _asked_before(where, enrolment)
    seed = secrets.token_bytes(16)
    bank_items = draw_items(quiz, times_seen, seed, puts_right)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        quiz=quiz,
        unit_key=quiz.unit.key,
        number=number,
        puts_right=puts_right,
        started_at=now,
        deadline_at=_first_deadline(enrolment, quiz, now) if puts_right is None else None,
        seed=seed.hex(),
        by_staff=enrolment.user is not None and enrolment.user.is_staff,
    )
    AttemptItem.objects.bulk_create(
        _unsaved_item(attempt, position, bank_item, seed)
        for position, bank_item in enumerate(bank_items, 1)
    )
    enrolment.note_activity(now)
    logger.info("attempt started id=%s", attempt.pk)
    return attempt


def _asked_before(where: QuizStanding, enrolment: Enrolment) -> tuple[int, Counter[int]]:
    """Return the next attempt's number, and how often each question was asked, by its id.

    Raises IntegrityError if an attempt was started since ``where`` was read.
    """
    mine = Attempt.objects.of(enrolment).at(where.quiz.unit.key)
    asked = list(mine.values_list("number", "items__question"))
    numbers = {number for number, _question in asked}
    if len(numbers) != len(where.attempts):
        raise IntegrityError("another attempt was started")
    return max(numbers, default=0) + 1, Counter(question for _number, question in asked)


def _unsaved_item(attempt: Attempt, position: int, bank_item: BankItem, seed: bytes) -> AttemptItem:
    return AttemptItem(
        attempt=attempt,
        position=position,
        bank_item=bank_item,
        question_id=bank_item.version.question_id,
        version=bank_item.version,
        points=bank_item.points,
        option_order=option_order(bank_item, seed),
    )


def _first_deadline(enrolment: Enrolment, quiz: Quiz, now: datetime) -> datetime | None:
    # Read again, behind the lock: what is granted now counts for this attempt, and what is
    # granted later extends it.
    return deadline(quiz, now, latest_accommodation(enrolment, quiz.unit.key))


def deadline(quiz: Quiz, started_at: datetime, granted: Accommodation | None) -> datetime | None:
    """Return when an attempt's time is over; None if the quiz has no limit."""
    if quiz.time_limit_minutes is None:
        return None
    extra = granted.extra_time_percent if granted else 0
    return started_at + timedelta(minutes=quiz.time_limit_minutes) * (100 + extra) / 100


def save_answer(
    item: AttemptItem,
    response: Response,
    *,
    seq: int,
    at: datetime,
    flagged: bool = False,
    sureness: int | None = None,
    checked: bool = False,
    drops_draft: bool = False,
) -> bool:
    """Save a response; return False if a newer save exists, which stays.

    seq: the item's count of saves when the form was made.
    checked: in practice, the learner asks to see why.
    drops_draft: also drop a draft that came from an older page; it stays until the learner chose.
    The same save twice is one save.
    Raises BadResponse for a response that none of our forms sends, AlreadySubmittedError once the
    attempt was handed in or its time is over.
    """
    score = item.version.data.score(response)
    if sureness is not None and sureness not in LABELS:
        raise BadResponse("sureness is 1, 2 or 3")

    values: dict[str, object] = {"response": response, "flagged": flagged, "sureness": sureness}
    checked_at = at if checked else None
    saved = {**values, "checked_at": checked_at, "saved_at": at, "seq": seq + 1}
    saved_draft = _draft_after(item, seq, drops_draft)
    with transaction.atomic():
        lock_open_attempt(item.attempt_id, at)
        unchanged = AttemptItem.objects.filter(pk=item.pk, seq=seq)
        is_saved = bool(unchanged.update(**saved, **saved_draft))
    if is_saved:
        _set_saved(item, saved, drops_draft=drops_draft or item.draft_seq == seq)
    else:
        # Only these, so that the item keeps its attempt, version and texts.
        item.refresh_from_db(fields=SAVED_FIELDS)
        is_saved = _holds(item, values, checked)
    logger.debug("answer saved=%s item=%s status=%s", is_saved, item.pk, score.status)
    return is_saved


def _set_saved(item: AttemptItem, saved: dict[str, object], *, drops_draft: bool) -> None:
    """Let the item hold what was saved, without reading it back."""
    for name, value in saved.items():
        setattr(item, name, value)
    if drops_draft:
        item.draft = None


def _draft_after(item: AttemptItem, seq: int, drops_draft: bool) -> dict[str, object]:
    """Return how an UPDATE changes the draft when the page of ``seq`` is saved."""
    if drops_draft:
        return {"draft": None}
    if item.draft is None:
        # One that is kept at the same moment stays, and the learner chooses.
        return {}
    sent_from_another_page = F("draft")
    return {"draft": Case(When(draft__seq=seq, then=Value(None)), default=sent_from_another_page)}


def _holds(item: AttemptItem, values: Mapping[str, object], checked: bool) -> bool:
    """Tell whether these values are what is saved: the same form was sent twice."""
    is_checked = item.checked_at is not None
    return is_checked == checked and all(
        getattr(item, name) == value for name, value in values.items()
    )


def lock_open_attempt(attempt_id: int, at: datetime) -> None:
    """Lock the attempt's row; raise AlreadySubmittedError if it is closed or its time is over."""
    in_time = Q(deadline_at=None) | Q(deadline_at__gte=at - GRACE)
    open_attempts = Attempt.objects.open().filter(in_time, pk=attempt_id)
    # This UPDATE changes nothing. It takes the row lock, on SQLite and PostgreSQL alike, so that
    # a save and a hand-in of the same attempt cannot overlap.
    if not open_attempts.update(state=Attempt.OPEN):
        raise AlreadySubmittedError


def submit(
    attempt: Attempt, key: uuid.UUID | None, at: datetime, seen: str | None = None
) -> Attempt:
    """Hand in the attempt, mark it and record a pass, exactly once. Safe to repeat.

    After the deadline and its grace the reason is TIMEOUT; the time of handing in is never later
    than the deadline.
    seen: the answers as the review page showed them (``state_of``), "" if it did not say;
    None if nobody has to have looked at them.
    Raises ChangedSinceReviewError if they are others now; the attempt stays open.
    """
    is_late = is_over(attempt.deadline_at, at)
    submitted_at = min(at, attempt.deadline_at or at)
    handed_in = _handed_in(key, submitted_at, is_late=is_late)
    with transaction.atomic():
        if not _close(attempt, handed_in, only_if_unchanged=is_late):
            attempt.refresh_from_db(fields=list(handed_in))
            return attempt
        # Read now, when no answer can change any more: what is looked at is what is marked.
        items = attempt.items.with_questions()
        if seen is not None and not is_late and not _shows(seen, items):
            raise ChangedSinceReviewError
        for name, value in handed_in.items():
            setattr(attempt, name, value)
        run = mark_attempt(attempt, at, items)
        if not is_late:
            attempt.enrolment.note_activity(submitted_at)
        # A whole attempt that fails completes nothing; another may remedy what was missed.
        if run.passed is not False or not attempt.is_whole:
            write_completion(attempt, submitted_at)
    return attempt


def _handed_in(
    key: uuid.UUID | None, submitted_at: datetime, *, is_late: bool
) -> dict[str, object]:
    """Return what an attempt's row says once it is handed in."""
    reasons = Attempt.SubmitReason
    return {
        "state": Attempt.SUBMITTED,
        "submitted_at": submitted_at,
        "submit_key": key,
        "submit_reason": reasons.TIMEOUT if is_late else reasons.LEARNER,
    }


def _shows(seen: str, items: Iterable[AttemptItem]) -> bool:
    """Tell whether the review page showed the answers as they are now."""
    if not seen:
        return all(item.draft is None for item in items)
    return seen == state_of(items)


def state_of(items: Iterable[AttemptItem]) -> str:
    """Return a text that changes when an answer is saved or a draft kept.

    items: all of an attempt, in order.
    """
    counts = []
    for item in items:
        count = f"{item.seq}"
        if item.draft_seq is not None:
            count += f".{item.draft_seq}"
        counts.append(count)
    return "-".join(counts)


def _close(attempt: Attempt, handed_in: Mapping[str, object], *, only_if_unchanged: bool) -> bool:
    """Hand in the attempt's row if it is open; return whether it was.

    only_if_unchanged: leave it open if its deadline was moved since it was read.
    """
    # Of two that hand in at once, only the one whose UPDATE changes the row marks it.
    still_open = Attempt.objects.open().filter(pk=attempt.pk)
    if only_if_unchanged:
        # More time may have been granted since: the old deadline must not close the attempt.
        still_open = still_open.filter(deadline_at=attempt.deadline_at)
    return bool(still_open.update(**handed_in))


def is_over(deadline_at: datetime | None, now: datetime) -> bool:
    """Tell whether the time of an attempt is over, with the grace; False without a limit."""
    return deadline_at is not None and now > deadline_at + GRACE


def expire_if_due(attempt: Attempt, now: datetime) -> bool:
    """Hand in an open attempt if its time is over; return whether it was."""
    is_due = attempt.is_open and is_over(attempt.deadline_at, now)
    if is_due:
        submit(attempt, None, now)
    return is_due


def overdue(now: datetime) -> QuerySet[Attempt]:
    """Return the open attempts whose time is over."""
    return Attempt.objects.open().filter(deadline_at__lt=now - GRACE)


def expire_all(now: datetime) -> int:
    """Hand in every overdue attempt, and return how many.

    An attempt that cannot be marked is logged and stays overdue; the others go on.
    """
    handed_in = 0
    related = overdue(now).select_related(
        "quiz__unit", "enrolment__edition", "enrolment__course", "enrolment__user"
    )
    for attempt in related:
        try:
            handed_in += expire_if_due(attempt, now)
        except Exception:  # one broken attempt must not keep the others open
            logger.exception("attempt not expired id=%s", attempt.pk)
    return handed_in
