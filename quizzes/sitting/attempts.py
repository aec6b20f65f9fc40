"""Sitting a quiz: start or resume an attempt, save answer by answer, hand in exactly once."""

import logging
import secrets
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from course.models import Enrolment
from quizzes.draws import Candidate, draw, shuffled
from quizzes.kinds import BadResponse
from quizzes.marking.markings import mark_attempt, write_completion
from quizzes.marking.standing import QuizStanding, latest_accommodation, standing
from quizzes.models import Accommodation, Attempt, AttemptItem, BankItem, Quiz, Rule
from quizzes.sitting.sureness import LABELS

logger = logging.getLogger(__name__)

MAX_STARTS = 5  # tries at a new attempt while others start or hand in at the same time
MAX_SHUFFLES = 30  # with three rows each shuffle is accepted 5 times in 6
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
        if quiz.unit.is_final and enrolment.before_final().exists():
            raise NotOpenYetError
        none_left = where.attempts_left == 0 and puts_right is None
        if where.opens_at or none_left:
            raise AttemptRefusedError(None if none_left else where.opens_at)
        try:
            with transaction.atomic():
                return _create_attempt(where, enrolment, now, puts_right)
        except IntegrityError:
            # Two clicks at once: the database allows one open attempt, and the slower click
            # returns it on its next try.
            continue
    raise RuntimeError("an attempt could not be started; try again")


def _create_attempt(
    where: QuizStanding, enrolment: Enrolment, now: datetime, puts_right: AttemptItem | None
) -> Attempt:
    # Two tabs must not pass the limit of attempts together: the second one waits here, and
    # counts the attempts again.
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    quiz = where.quiz
    mine = Attempt.objects.of(enrolment).at(quiz.unit.key)
    asked_before = list(mine.values_list("number", "items__question"))
    numbers = {number for number, _question in asked_before}
    if len(numbers) != len(where.attempts):
        raise IntegrityError("another attempt was started")
    seed = secrets.token_bytes(16)
    times_seen = Counter(question for _number, question in asked_before)
    drawn = _draw_items(quiz, times_seen, seed, puts_right)
    deadline_at = None
    if puts_right is None:
        # Read again, behind the lock: what is granted now counts for this attempt, and what is
        # granted later extends it.
        deadline_at = deadline(quiz, now, latest_accommodation(enrolment, quiz.unit.key))
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        quiz=quiz,
        unit_key=quiz.unit.key,
        number=max(numbers, default=0) + 1,
        puts_right=puts_right,
        started_at=now,
        deadline_at=deadline_at,
        seed=seed.hex(),
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            bank_item=item,
            question_id=item.version.question_id,
            version=item.version,
            points=item.points,
            option_order=_option_order(item, seed),
        )
        for position, item in enumerate(drawn, 1)
    )
    logger.info("attempt started id=%s", attempt.pk)
    return attempt


def _draw_items(
    quiz: Quiz, times_seen: Counter[int], seed: bytes, puts_right: AttemptItem | None
) -> list[BankItem]:
    """Draw the items of a new attempt, in the order in which it asks them.

    times_seen: how often this learner met a question, by the question's id.
    """
    if puts_right is None:
        rules = candidates_by_rule(quiz, times_seen)
    else:
        siblings = quiz.bank.filter(group=puts_right.bank_item.group).exclude(
            version__question=puts_right.question_id
        )
        rows = siblings.values_list("pk", "version__question_id")
        rules = [(1, [Candidate(pk, f"{question}", times_seen[question]) for pk, question in rows])]
    ids = [candidate.id for candidate in draw(rules, seed)]
    if quiz.shuffle:
        ids = [
            int(item_id)
            for item_id in shuffled([str(item_id) for item_id in ids], seed, "questions")
        ]
    items = BankItem.objects.select_related("version").defer("rendered", "source").in_bulk(ids)
    return [items[item_id] for item_id in ids]


def candidates_by_rule(
    quiz: Quiz, times_seen: Counter[int]
) -> list[tuple[int, Sequence[Candidate]]]:
    """Return (how many, candidates) that each rule of the quiz may draw, without their texts."""
    bank: dict[int, Candidate] = {}
    groups: dict[str, list[Candidate]] = defaultdict(list)
    by_objective: dict[int | None, list[Candidate]] = defaultdict(list)
    # A row for each objective of a question; one where it has none.
    for pk, group, question, objective in quiz.bank.values_list(
        "pk", "group", "version__question", "objectives"
    ):
        if pk not in bank:
            sibling_key = f"group {group}" if group else f"question {question}"
            bank[pk] = Candidate(pk, sibling_key, times_seen[question])
            groups[group].append(bank[pk])
        by_objective[objective].append(bank[pk])

    def source(rule: Rule) -> list[Candidate]:
        if rule.item_id:
            return [bank[rule.item_id]]
        return by_objective[rule.objective_id] if rule.objective_id else groups[rule.group]

    return [(rule.draw, source(rule)) for rule in quiz.rules.all()]


def deadline(quiz: Quiz, started_at: datetime, granted: Accommodation | None) -> datetime | None:
    """Return when an attempt's time is over; None if the quiz has no limit."""
    if quiz.time_limit_minutes is None:
        return None
    extra = granted.extra_time_percent if granted else 0
    return started_at + timedelta(minutes=quiz.time_limit_minutes) * (100 + extra) / 100


def _option_order(item: BankItem, seed: bytes) -> list[str]:
    question = item.version.data
    ids = question.option_ids()
    if not question.shuffles:
        return ids
    orders = (shuffled(ids, seed, f"{item.pk}{'+' * again}") for again in range(MAX_SHUFFLES))
    return next(filter(question.is_allowed_initial_order, orders), ids)


def save_answer(
    item: AttemptItem,
    response: Any,
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
    values: dict[str, Any] = {"response": response, "flagged": flagged, "sureness": sureness}
    values["checked_at"] = at if checked else None
    with transaction.atomic():
        lock_open_attempt(item.attempt_id, at)
        mine = AttemptItem.objects.filter(pk=item.pk)
        saved = mine.filter(seq=seq).update(**values, seq=seq + 1, saved_at=at)
        if saved:
            drafts = mine.filter(draft__isnull=False)
            (drafts if drops_draft else drafts.filter(draft__seq=seq)).update(draft=None)
    item.refresh_from_db()
    same = all(
        getattr(item, name) == value for name, value in values.items() if name != "checked_at"
    )
    if not saved and same and bool(item.checked_at) == checked:
        return True
    logger.debug(
        "answer %s item=%s status=%s", "saved" if saved else "stale", item.pk, score.status
    )
    return bool(saved)


def lock_open_attempt(attempt_id: int, at: datetime) -> None:
    """Lock the attempt's row; raise AlreadySubmittedError if it is closed or its time is over."""
    in_time = Q(deadline_at=None) | Q(deadline_at__gte=at - GRACE)
    open_attempts = Attempt.objects.open().filter(in_time, pk=attempt_id)
    # This UPDATE changes nothing. It takes the row lock, on SQLite and PostgreSQL alike, so that
    # a save and a hand-in of the same attempt cannot overlap.
    if not open_attempts.update(state=Attempt.OPEN):
        raise AlreadySubmittedError


def submit(attempt: Attempt, key: uuid.UUID | None, at: datetime) -> Attempt:
    """Hand in the attempt, mark it and record a pass, exactly once. Safe to repeat.

    After the deadline and its grace the reason is TIMEOUT; the time of handing in is never later
    than the deadline.
    """
    ends_at = attempt.deadline_at
    late = ends_at is not None and at > ends_at + GRACE
    reason = Attempt.SubmitReason.TIMEOUT if late else Attempt.SubmitReason.LEARNER
    submitted_at = min(at, ends_at) if ends_at else at
    # If more time was granted since the attempt was read, its old deadline must not close it.
    same_deadline = {"deadline_at": ends_at} if late else {}
    handed_in = {
        "state": Attempt.SUBMITTED,
        "submitted_at": submitted_at,
        "submit_key": key,
        "submit_reason": reason,
    }
    with transaction.atomic():
        # Of two that hand in at once, only the one whose UPDATE changes the row marks it.
        still_open = Attempt.objects.open().filter(pk=attempt.pk, **same_deadline)
        if not still_open.update(**handed_in):
            attempt.refresh_from_db(fields=list(handed_in))
        else:
            for name, value in handed_in.items():
                setattr(attempt, name, value)
            mark_attempt(attempt, at)
            write_completion(attempt, submitted_at)
    return attempt


def expire_if_due(attempt: Attempt, now: datetime) -> bool:
    """Hand in an open attempt if its time is over; return whether it was."""
    due = attempt.is_open and attempt.deadline_at is not None and now > attempt.deadline_at + GRACE
    if due:
        submit(attempt, None, now)
    return due


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
