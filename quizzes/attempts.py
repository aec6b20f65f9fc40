"""A learner's way through a quiz: start or resume, save answer by answer, hand in exactly once."""

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
from quizzes.marking import mark, write_completion
from quizzes.models import Accommodation, Attempt, AttemptItem, BankItem, Quiz, Rule
from quizzes.standing import Standing, granted_for, standing
from quizzes.sureness import LABELS

logger = logging.getLogger(__name__)

ROUNDS = 30  # shuffles until one may be shown; of three rows five orders in six may
GRACE = timedelta(seconds=30)  # for the way from the button to the server


class AttemptRefusedError(Exception):
    """No attempt may start now; ``opens_at`` says when, or is None where none is left."""

    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__("no attempt is left" if opens_at is None else f"the next attempt opens at {opens_at}")
        self.opens_at = opens_at


class NotOpenYetError(Exception):
    """A final quiz opens when everything else that is required is done."""


class AlreadySubmittedError(Exception):
    """The attempt was handed in, or its time is over: its answers do not change any more."""


def start(enrolment: Enrolment, quiz: Quiz, now: datetime, *, puts_right: AttemptItem | None = None) -> Attempt:
    """A new attempt, or the open one. Raises AttemptRefusedError, NotOpenYetError.

    ``puts_right``: ask only a sibling of that missed must-pass item; no limit of attempts counts, the wait does.
    Two clicks at once: the database allows one open attempt, so the slower one finds it on its second round.
    """
    for _round in range(5):
        found = standing(enrolment, quiz, now)
        if found.open_attempt:
            if not expire_if_due(found.open_attempt, now):
                return found.open_attempt
            continue
        if quiz.unit.is_final and enrolment.before_final().exists():
            raise NotOpenYetError
        none_left = found.attempts_left == 0 and puts_right is None
        if found.opens_at or none_left:
            raise AttemptRefusedError(None if none_left else found.opens_at)
        try:
            with transaction.atomic():
                return _create(found, enrolment, now, puts_right)
        except IntegrityError:
            continue
    raise RuntimeError("an attempt could not be started; try again")


def _create(found: Standing, enrolment: Enrolment, now: datetime, puts_right: AttemptItem | None) -> Attempt:
    # The lock keeps a limit from being passed by tabs: whoever comes second counts again.
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    quiz = found.quiz
    mine = Attempt.objects.filter(enrolment=enrolment, unit_key=quiz.unit.key)
    met = list(mine.values_list("number", "items__question"))
    numbers = {number for number, _question in met}
    if len(numbers) != len(found.attempts):
        raise IntegrityError("another attempt was started")
    seed = secrets.token_bytes(16)
    seen = Counter(question for _number, question in met)  # how often this learner met each question of the quiz
    drawn = _drawn(quiz, seen, seed, puts_right)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        quiz=quiz,
        unit_key=quiz.unit.key,
        number=max(numbers, default=0) + 1,
        puts_right=puts_right,
        started_at=now,
        # Read again, behind the lock: what is granted at this moment counts for this attempt, or extends it.
        deadline_at=deadline(quiz, now, granted_for(enrolment, quiz.unit.key)) if puts_right is None else None,
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


def _drawn(quiz: Quiz, seen: Counter[int], seed: bytes, puts_right: AttemptItem | None) -> list[BankItem]:
    """The questions of a new attempt, in the order in which it asks them."""
    if puts_right is None:
        rules = candidates_by_rule(quiz, seen)
    else:
        siblings = quiz.bank.filter(group=puts_right.bank_item.group).exclude(version__question=puts_right.question_id)
        rows = siblings.values_list("pk", "version__question_id")
        rules = [(1, [Candidate(pk, f"{question}", seen[question]) for pk, question in rows])]
    ids = [candidate.id for candidate in draw(rules, seed)]
    if quiz.shuffle:
        ids = [int(each) for each in shuffled([str(each) for each in ids], seed, "questions")]
    found = BankItem.objects.select_related("version").defer("rendered", "source").in_bulk(ids)
    return [found[each] for each in ids]


def candidates_by_rule(quiz: Quiz, seen: Counter[int]) -> list[tuple[int, Sequence[Candidate]]]:
    """What each rule of the quiz may draw: (how many, candidates), without the texts of the questions."""
    bank: dict[int, Candidate] = {}
    groups: dict[str, list[Candidate]] = defaultdict(list)
    by_objective: dict[int | None, list[Candidate]] = defaultdict(list)
    # A row for each objective of a question; one where it has none.
    for pk, group, question, objective in quiz.bank.values_list("pk", "group", "version__question", "objectives"):
        if pk not in bank:
            bank[pk] = Candidate(pk, f"group {group}" if group else f"question {question}", seen[question])
            groups[group].append(bank[pk])
        by_objective[objective].append(bank[pk])

    def source(rule: Rule) -> list[Candidate]:
        if rule.item_id:
            return [bank[rule.item_id]]
        return by_objective[rule.objective_id] if rule.objective_id else groups[rule.group]

    return [(rule.draw, source(rule)) for rule in quiz.rules.all()]


def deadline(quiz: Quiz, started_at: datetime, granted: Accommodation | None) -> datetime | None:
    """When the time of an attempt is over; None where the quiz has no limit."""
    if quiz.time_limit_minutes is None:
        return None
    extra = granted.extra_time_percent if granted else 0
    return started_at + timedelta(minutes=quiz.time_limit_minutes) * (100 + extra) / 100


def _option_order(item: BankItem, seed: bytes) -> list[str]:
    question = item.version.data
    ids = question.option_ids()
    if not question.shuffles:
        return ids
    orders = (shuffled(ids, seed, f"{item.pk}{'+' * again}") for again in range(ROUNDS))
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
    """Save a response from a form made at ``seq``. False: something was saved since that form was made, and it wins.

    A draft that came from an older page stays until the learner has chosen (``drops_draft``).

    Raises BadResponse for what no form of ours sends, AlreadySubmittedError once the attempt was handed in or its time
    is over. The same save twice is one save. ``checked`` (practice): the learner asks to see why.
    """
    score = item.version.data.score(response)
    if sureness is not None and sureness not in LABELS:
        raise BadResponse("sureness is 1, 2 or 3")
    values: dict[str, Any] = {"response": response, "flagged": flagged, "sureness": sureness}
    values["checked_at"] = at if checked else None
    with transaction.atomic():
        lock_open(item.attempt_id, at)
        mine = AttemptItem.objects.filter(pk=item.pk)
        saved = mine.filter(seq=seq).update(**values, seq=seq + 1, saved_at=at)
        if saved:
            drafts = mine.filter(draft__isnull=False)
            (drafts if drops_draft else drafts.filter(draft__seq=seq)).update(draft=None)
    item.refresh_from_db()
    same = all(getattr(item, name) == value for name, value in values.items() if name != "checked_at")
    if not saved and same and bool(item.checked_at) == checked:
        return True
    logger.debug("answer %s item=%s status=%s", "saved" if saved else "stale", item.pk, score.status)
    return bool(saved)


def lock_open(attempt_id: int, at: datetime) -> None:
    """Hold the attempt's row, so that handing in waits for this save or this save for handing in."""
    in_time = Q(deadline_at=None) | Q(deadline_at__gte=at - GRACE)
    if not Attempt.objects.filter(in_time, pk=attempt_id, state=Attempt.OPEN).update(state=Attempt.OPEN):
        raise AlreadySubmittedError


def submit(attempt: Attempt, key: uuid.UUID | None, at: datetime) -> Attempt:
    """Hand in, exactly once: whoever changes the state marks it, in the same transaction. Safe to repeat.

    After the deadline and its grace the time, not the learner, hands in; never later than the deadline.
    """
    ends_at = attempt.deadline_at
    late = ends_at is not None and at > ends_at + GRACE
    reason = Attempt.SubmitReason.TIMEOUT if late else Attempt.SubmitReason.LEARNER
    submitted_at = min(at, ends_at) if ends_at else at
    # Where more time was granted since the attempt was read, its old deadline hands nothing in.
    still = {"deadline_at": ends_at} if late else {}
    handed_in = {
        "state": Attempt.SUBMITTED,
        "submitted_at": submitted_at,
        "submit_key": key,
        "submit_reason": reason,
    }
    with transaction.atomic():
        won = Attempt.objects.filter(pk=attempt.pk, state=Attempt.OPEN, **still).update(**handed_in)
        if not won:
            attempt.refresh_from_db(fields=list(handed_in))
        else:
            for name, value in handed_in.items():
                setattr(attempt, name, value)
            mark(attempt, at)
            write_completion(attempt, submitted_at)
    return attempt


def expire_if_due(attempt: Attempt, now: datetime) -> bool:
    """Hand in an open attempt whose time is over, with what was saved. Whether it was due."""
    due = attempt.is_open and attempt.deadline_at is not None and now > attempt.deadline_at + GRACE
    if due:
        submit(attempt, None, now)
    return due


def overdue(now: datetime) -> QuerySet[Attempt]:
    """The open attempts whose time is over and whose learner has not come back."""
    return Attempt.objects.filter(state=Attempt.OPEN, deadline_at__lt=now - GRACE)


def expire_all(now: datetime) -> int:
    """Hand in every overdue attempt; how many. One that cannot be marked is logged, stays overdue, and stops no
    other."""
    handed_in = 0
    related = overdue(now).select_related("quiz__unit", "enrolment__edition", "enrolment__course", "enrolment__user")
    for attempt in related:
        try:
            handed_in += expire_if_due(attempt, now)
        except Exception:  # whatever is wrong with it is its own
            logger.exception("attempt not expired id=%s", attempt.pk)
    return handed_in
