"""Marking a question differently for everybody: one person asks, another approves or refuses.

The dry run is worked out when the order is asked for and again when it is approved; nothing is
marked again before the approval. No approval takes a completion away: where an attempt falls
below the pass mark, the order's page says that somebody has to decide.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import approvals
from accounts.approvals import ActRefusedError
from accounts.models import User
from quizzes.marking.markings import orders_in_force
from quizzes.models import AttemptItem, GradeRun, QuestionVersion, RegradeOrder, ScoreChange
from quizzes.question.scoring import INVALID, BadResponse
from quizzes.regrading.batches import carry_out, lock_version, mark_batch
from quizzes.regrading.conflicts import Conflict, conflicts
from quizzes.regrading.dry_runs import dry_run
from quizzes.regrading.outcomes import DryRun
from quizzes.regrading.readings import find_rereadings

logger = logging.getLogger(__name__)
MAX_NAMED_CONFLICTS = 5  # in a message
MAX_LATER_ATTEMPTS = 500  # that are looked at for being marked after an order was worked out


def ask(
    version: QuestionVersion, action: str, to_version: QuestionVersion | None, reason: str, by: User
) -> RegradeOrder:
    """Save an order with its dry run, to be approved by somebody else.

    to_version: the version to mark by, for the action "rescore" only.
    Raises ActRefusedError; ValueError without a reason.
    """
    with transaction.atomic():
        lock_version(version.pk)
        order = RegradeOrder(version=version, action=action, to_version=to_version)
        today = _try_out(order)
        approvals.ask(order, by, reason, among=version.regrade_orders.all())
        _save_changes(order, today)
    logger.info("regrade asked order=%s version=%s action=%s", order.pk, version.pk, action)
    return order


def approve(order: RegradeOrder, by: User, because: str) -> RegradeOrder:
    """Let the order hold for attempts handed in before and after; safe to repeat.

    The first batch of attempts is marked again in the same transaction, the others by a task.
    Raises ActRefusedError, also if an answer saved since cannot be marked by the order;
    ValueError without a reason.
    """
    with transaction.atomic():
        lock_version(order.version_id)
        approved, is_new = approvals.approve(order, by, because, prepare=_try_out_again)
        if not is_new:
            return approved
        assert approved.approved_at is not None
        mark_batch(approved, approved.approved_at)
        # Also after a batch that was the last: an attempt that started and was handed in
        # meanwhile was not there to be locked.
        transaction.on_commit(lambda: carry_out.enqueue(approved.pk), robust=True)
    logger.info("regrade approved order=%s", approved.pk)
    return approved


def refuse(order: RegradeOrder, by: User, because: str) -> RegradeOrder:
    """Refuse the order, or take back one's own; nothing is marked again.

    Safe to repeat. Raises ActRefusedError; ValueError without a reason.
    """
    with transaction.atomic():
        lock_version(order.version_id)
        refused, is_new = approvals.refuse(order, by, because)
    if is_new:
        logger.info("regrade refused order=%s", refused.pk)
    return refused


def work_out_again(order: RegradeOrder) -> RegradeOrder:
    """Save what the order would change today, while it waits; return it as it is stored now.

    Raises ActRefusedError if an answer saved since cannot be marked by the order.
    """
    with transaction.atomic():
        lock_version(order.version_id)
        locked = RegradeOrder.objects.select_related("version", "to_version").get(pk=order.pk)
        if locked.is_waiting:
            _try_out_again(locked)
            locked.save(update_fields=["dry_run"])
    return locked


def was_marked_since(order: RegradeOrder, at: datetime) -> bool:
    """Tell whether an attempt that asked the order's version was marked after ``at``.

    True also if so many were marked that we do not look which.
    """
    # Two statements: joined, a database may read all that ever asked the version.
    later = GradeRun.objects.filter(graded_at__gt=at).order_by("graded_at")
    attempts = list(later.values_list("attempt", flat=True)[:MAX_LATER_ATTEMPTS])
    if len(attempts) == MAX_LATER_ATTEMPTS:
        return True
    return AttemptItem.objects.filter(attempt__in=attempts, version=order.version_id).exists()


def _try_out(order: RegradeOrder) -> DryRun:
    """Work out what the order would change today; raise ActRefusedError if it cannot be done."""
    _check_order(order)
    today = dry_run(order)
    order.dry_run = today.impact.as_json()
    return today


def _try_out_again(order: RegradeOrder) -> None:
    """Work out what a saved order would change today, and save the attempts that change."""
    today = _try_out(order)
    order.changes.all().delete()
    _save_changes(order, today)


def _save_changes(order: RegradeOrder, today: DryRun) -> None:
    ScoreChange.objects.bulk_create(
        ScoreChange(order=order, position=position, change=asdict(change))
        for position, change in enumerate(today.changes, 1)
    )


def _check_order(order: RegradeOrder) -> None:
    """Raise ActRefusedError if the order cannot be carried out, or would change nothing ever."""
    version, to_version = order.version, order.to_version
    if not version.data.is_scored:
        raise ActRefusedError(_("This question has no score, so there is nothing to mark again."))
    if (order.action == RegradeOrder.Action.RESCORE) != (to_version is not None):
        raise ActRefusedError(_("Choose the version to mark by; the other actions take none."))
    if _is_marked_so_already(order) and not _is_read_anew(order):
        raise ActRefusedError(_("The question is marked so already."))
    if to_version is not None:
        _check_versions(version, to_version)


def _is_marked_so_already(order: RegradeOrder) -> bool:
    """Tell whether the question is marked today as the order asks."""
    asked = (order.action, order.to_version_id)
    in_force = orders_in_force([order.version_id]).get(order.version_id)
    if in_force is None:
        return asked == (RegradeOrder.Action.RESCORE, order.version_id)
    return asked == (in_force.action, in_force.to_version_id)


def _is_read_anew(order: RegradeOrder) -> bool:
    """Tell whether an answer earns more by today's way of reading numbers."""
    rereadings = find_rereadings(version=order.version_id, marked_by=order.to_version_id)
    return any(rereading.is_worth_more for rereading in rereadings)


def _check_versions(version: QuestionVersion, to_version: QuestionVersion) -> None:
    """Raise ActRefusedError if the answers to ``version`` cannot be marked by ``to_version``."""
    names = {"old": version.number, "new": to_version.number}
    if to_version.question_id != version.question_id:
        raise ActRefusedError(_("That is a version of another question."))
    if to_version.kind != version.kind:
        text = _("Version %(new)d is of another kind than version %(old)d.")
        raise ActRefusedError(text % names)
    if missing := _missing_for_best_response(version, to_version):
        text = _(
            "Nobody could give the right answer of version %(new)d to version %(old)d: %(missing)s."
        )
        raise ActRefusedError(text % (names | {"missing": missing}))
    if unmarkable := conflicts(version, to_version):
        raise ActRefusedError(_describe_conflicts(unmarkable, names))


def _describe_conflicts(unmarkable: Sequence[Conflict], names: Mapping[str, int]) -> str:
    """Say which answers cannot be marked, why, and whose they are.

    names: the numbers of the versions, as "old" and "new".
    """
    text = ngettext(
        "Version %(new)d cannot mark %(count)d answer to version %(old)d (%(what)s): %(whose)s",
        "Version %(new)d cannot mark %(count)d answers to version %(old)d (%(what)s): %(whose)s",
        len(unmarkable),
    )
    what = sorted({conflict.text for conflict in unmarkable})
    whose = [
        f"{conflict.enrolment}, {_('attempt')} {conflict.attempt}"
        for conflict in unmarkable[:MAX_NAMED_CONFLICTS]
    ]
    more = "" if len(unmarkable) <= MAX_NAMED_CONFLICTS else " …"
    return text % {
        **names,
        "count": len(unmarkable),
        "what": get_text_list(what, _("or")),
        "whose": "; ".join(whose) + more,
    }


def _missing_for_best_response(version: QuestionVersion, to_version: QuestionVersion) -> str:
    """Say why ``version`` cannot be answered as ``to_version`` wants; "" if it can."""
    try:
        score = version.data.score(to_version.data.best_response())
    except BadResponse as bad:
        return str(bad)
    return _("it cannot be read") if score.status == INVALID else ""
