"""A learner's way through a quiz: start or resume, save answer by answer, hand in exactly once."""

import hashlib
import hmac
import logging
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from course.models import Enrolment
from quizzes.grading import COUNTED, total
from quizzes.kinds import BadResponse
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade, Quiz, Rule

logger = logging.getLogger(__name__)


class AttemptRefusedError(Exception):
    """No attempt may start now; ``opens_at`` says when, or is None where none is left."""

    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__("no attempt is left" if opens_at is None else f"the next attempt opens at {opens_at}")
        self.opens_at = opens_at


class AlreadySubmittedError(Exception):
    """The attempt was handed in: its answers do not change any more."""


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with a quiz. ``attempts_left`` is None where there is no limit."""

    quiz: Quiz
    attempts: tuple[Attempt, ...]
    attempts_left: int | None
    opens_at: datetime | None

    @property
    def open_attempt(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.is_open), None)

    @property
    def passed_attempt(self) -> Attempt | None:
        """The first attempt that passed this revision of the quiz: the one that was written down."""
        same = (each for each in self.attempts if each.quiz.unit.revision == self.quiz.unit.revision)
        return next((attempt for attempt in same if attempt.grade and attempt.grade.passed), None)

    @property
    def may_start(self) -> bool:
        return self.open_attempt is None and self.attempts_left != 0 and self.opens_at is None


def standing(enrolment: Enrolment, quiz: Quiz, now: datetime) -> Standing:
    """All attempts of this learner at the quiz's unit, in any edition, and whether another may start at ``now``."""
    attempts = Attempt.objects.filter(enrolment=enrolment, unit_key=quiz.unit.key)
    rows = list(attempts.select_related("quiz__unit", "enrolment__course").prefetch_related("runs").order_by("number"))
    left = None if quiz.attempts_allowed is None else max(quiz.attempts_allowed - len(rows), 0)
    ready = max((attempt.ready_at for attempt in rows if attempt.ready_at), default=None)
    return Standing(quiz, tuple(rows), left, ready if ready and ready > now else None)


def start(enrolment: Enrolment, quiz: Quiz, now: datetime) -> Attempt:
    """A new attempt, or the open one. Raises AttemptRefusedError.

    Two clicks at once: the database allows one open attempt, so the slower one finds it on its second round.
    """
    for _round in range(5):
        found = standing(enrolment, quiz, now)
        if found.open_attempt:
            return found.open_attempt
        if not found.may_start:
            raise AttemptRefusedError(found.opens_at if found.attempts_left != 0 else None)
        try:
            with transaction.atomic():
                return _create(enrolment, quiz, now, expected=len(found.attempts))
        except IntegrityError:
            continue
    raise RuntimeError("an attempt could not be started; try again")


def _create(enrolment: Enrolment, quiz: Quiz, now: datetime, expected: int) -> Attempt:
    # The lock keeps a limit from being passed by tabs: whoever comes second counts again.
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    mine = Attempt.objects.filter(enrolment=enrolment, unit_key=quiz.unit.key)
    if mine.count() != expected:
        raise IntegrityError("another attempt was started")
    number = (mine.aggregate(last=Max("number"))["last"] or 0) + 1
    attempt = Attempt.objects.create(
        enrolment=enrolment, quiz=quiz, unit_key=quiz.unit.key, number=number, started_at=now
    )
    seed = secrets.token_bytes(16)
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            rule=rule,
            question_id=rule.version.question_id,
            version=rule.version,
            points=rule.points,
            option_order=_option_order(rule, seed),
        )
        for position, rule in enumerate(quiz.rules.select_related("version"), 1)
    )
    logger.info("attempt started id=%s", attempt.pk)
    return attempt


def _option_order(rule: Rule, seed: bytes) -> list[str]:
    ids = rule.version.data.option_ids()
    if rule.version.body.get("shuffle", True):
        ids.sort(key=lambda each: hmac.digest(seed, f"{rule.pk}:{each}".encode(), hashlib.sha256))
    return ids


def save_answer(
    item: AttemptItem,
    response: Any,
    *,
    seq: int,
    at: datetime,
    flagged: bool = False,
    sureness: int | None = None,
) -> bool:
    """Save a response from a form made at ``seq``. False: something was saved since that form was made, and it wins.

    Raises BadResponse for what no form of ours sends, AlreadySubmittedError once the attempt was handed in. The same
    save twice is one save.
    """
    score = item.version.data.score(response)
    if sureness not in {None, 1, 2, 3}:
        raise BadResponse("sureness is 1, 2 or 3")
    values = {"response": response, "flagged": flagged, "sureness": sureness}
    with transaction.atomic():
        _lock_open(item.attempt_id)
        mine = AttemptItem.objects.filter(pk=item.pk)
        saved = mine.filter(seq=seq).update(**values, seq=seq + 1, saved_at=at)
    item.refresh_from_db()
    if not saved and all(getattr(item, name) == value for name, value in values.items()):
        return True
    logger.debug("answer %s item=%s status=%s", "saved" if saved else "stale", item.pk, score.status)
    return bool(saved)


def _lock_open(attempt_id: int) -> None:
    """Hold the attempt's row, so that handing in waits for this save or this save for handing in."""
    if not Attempt.objects.filter(pk=attempt_id, state=Attempt.OPEN).update(state=Attempt.OPEN):
        raise AlreadySubmittedError


def submit(attempt: Attempt, key: uuid.UUID, at: datetime) -> Attempt:
    """Hand in, exactly once: whoever changes the state marks it, in the same transaction. Safe to repeat."""
    with transaction.atomic():
        won = Attempt.objects.filter(pk=attempt.pk, state=Attempt.OPEN).update(
            state=Attempt.SUBMITTED, submitted_at=at, submit_key=key
        )
        attempt.refresh_from_db()
        if won:
            run = _grade(attempt, at)
            if run.passed:
                _complete(attempt, run, at)
    return attempt


def _grade(attempt: Attempt, at: datetime) -> GradeRun:
    items = list(attempt.items.select_related("version"))
    scores = [item.version.data.score(item.response) for item in items]
    result = total(
        ((Fraction(item.points), score.fraction, COUNTED) for item, score in zip(items, scores, strict=True)),
        Fraction(attempt.quiz.pass_mark),
    )
    run = GradeRun.objects.create(
        attempt=attempt,
        run=1,
        earned=str(result.earned),
        possible=str(result.possible),
        passed=result.passed,
        graded_at=at,
    )
    ItemGrade.objects.bulk_create(
        ItemGrade(run=run, item=item, fraction=str(score.fraction), status=score.status)
        for item, score in zip(items, scores, strict=True)
    )
    logger.info("attempt submitted id=%s passed=%s", attempt.pk, result.passed)
    return run


def _complete(attempt: Attempt, run: GradeRun, at: datetime) -> None:
    """Write the completion down in the edition that the learner is on now, if it still has this quiz as it was sat."""
    enrolment, sat = attempt.enrolment, attempt.quiz.unit
    unit = enrolment.edition.units.filter(key=sat.key, revision=sat.revision).first()
    if unit is not None:
        enrolment.complete(unit, earned=run.earned, possible=run.possible, at=at)
