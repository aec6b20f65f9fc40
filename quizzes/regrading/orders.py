"""Marking a question differently for everybody: one person asks, another approves or refuses, each with a reason.

The dry run is worked out when the order is asked for and again when it is approved; nothing is
marked again before the approval. No approval takes a completion away: where an attempt falls
below the pass mark, the order's page says that somebody has to decide.
"""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import audit
from accounts.models import User
from quizzes.marking.markings import orders_in_force
from quizzes.models import QuestionVersion, RegradeOrder
from quizzes.question.scoring import INVALID, BadResponse
from quizzes.regrading.batches import carry_out, lock_version, mark_batch
from quizzes.regrading.dry_runs import conflicts, dry_run
from quizzes.regrading.readings import find_rereadings

logger = logging.getLogger(__name__)
MAX_NAMED_CONFLICTS = 5  # in a message


class RegradeRefusedError(Exception):
    """The order cannot be carried out, or not by this person; the text says why and what to do."""


def ask(
    version: QuestionVersion, action: str, to_version: QuestionVersion | None, reason: str, by: User
) -> RegradeOrder:
    """Save an order with its dry run, to be approved by somebody else.

    to_version: the version to mark by, for the action "rescore" only.
    Raises RegradeRefusedError; ValueError without a reason.
    """
    _require_reason(reason)
    with transaction.atomic():
        lock_version(version.pk)
        order = RegradeOrder(
            version=version, action=action, to_version=to_version, reason=reason.strip()
        )
        order.requested_by = by
        _check_order(order)
        if version.regrade_orders.waiting().exists():
            raise RegradeRefusedError(
                _("An order for this version waits for a decision. Decide on that one first.")
            )
        order.dry_run = dry_run(order).as_json()
        order.save()
        audit.record(by, "regrade.asked", order, order.reason)
    logger.info("regrade asked order=%s version=%s action=%s", order.pk, version.pk, action)
    return order


def approve(order: RegradeOrder, by: User, because: str) -> RegradeOrder:
    """Let the order hold for attempts handed in before and after; safe to repeat.

    The first batch of attempts is marked again in the same transaction, the others by a task.
    Raises RegradeRefusedError, also if an answer saved since cannot be marked by the order;
    ValueError without a reason.
    """
    _require_reason(because)
    with transaction.atomic():
        locked = _lock_order(order, by)
        if locked.approved_at:
            return locked
        _check_order(locked)
        locked.dry_run = dry_run(locked).as_json()
        locked.approved_by, locked.approved_because, locked.approved_at = (
            by,
            because.strip(),
            timezone.now(),
        )
        locked.save(update_fields=["dry_run", "approved_by", "approved_because", "approved_at"])
        audit.record(by, "regrade.approved", locked, locked.approved_because)
        mark_batch(locked, locked.approved_at)
        # Also after a batch that was the last: an attempt that started and was handed in
        # meanwhile was not there to be locked.
        transaction.on_commit(lambda: carry_out.enqueue(locked.pk), robust=True)
    logger.info("regrade approved order=%s", locked.pk)
    return locked


def refuse(order: RegradeOrder, by: User, because: str) -> RegradeOrder:
    """Refuse the order, or take back one's own; nothing is marked again.

    Safe to repeat. Raises RegradeRefusedError; ValueError without a reason.
    """
    _require_reason(because)
    with transaction.atomic():
        locked = _lock_order(order, by, is_refusal=True)
        if locked.refused_at:
            return locked
        locked.refused_by, locked.refused_because, locked.refused_at = (
            by,
            because.strip(),
            timezone.now(),
        )
        locked.save(update_fields=["refused_by", "refused_because", "refused_at"])
        audit.record(by, "regrade.refused", locked, locked.refused_because)
    logger.info("regrade refused order=%s", locked.pk)
    return locked


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValueError("A regrade is asked for and decided on only with a reason.")


def _lock_order(order: RegradeOrder, by: User, *, is_refusal: bool = False) -> RegradeOrder:
    """Lock the order and return it, or refuse what ``by`` may not decide."""
    lock_version(order.version_id)
    related = RegradeOrder.objects.select_related("version__question", "to_version")
    locked = related.select_for_update(of=("self",)).get(pk=order.pk)
    # The same decision again is no error: the caller returns the order as it is.
    if locked.approved_at if is_refusal else locked.refused_at:
        raise RegradeRefusedError(
            _("This order was decided on already; a decision is final. Ask for a new one.")
        )
    if not is_refusal and not locked.approved_at and locked.requested_by_id == by.pk:
        raise RegradeRefusedError(_("You asked for this. Somebody else has to approve it."))
    return locked


def _check_order(order: RegradeOrder) -> None:
    """Raise RegradeRefusedError if the order cannot be carried out, or would never change anything."""
    version, to_version = order.version, order.to_version
    if not version.data.is_scored:
        raise RegradeRefusedError(
            _("This question has no score, so there is nothing to mark again.")
        )
    if (order.action == RegradeOrder.Action.RESCORE) != (to_version is not None):
        raise RegradeRefusedError(_("Choose the version to mark by; the other actions take none."))
    in_force = orders_in_force([version.pk]).get(version.pk)
    now = (
        (in_force.action, in_force.to_version_id)
        if in_force
        else (RegradeOrder.Action.RESCORE, version.pk)
    )
    if now == (order.action, order.to_version_id) and not _is_read_anew(order):
        raise RegradeRefusedError(_("The question is marked so already."))
    if to_version is not None:
        _check_versions(version, to_version)


def _is_read_anew(order: RegradeOrder) -> bool:
    """Tell whether an answer earns more by today's way of reading numbers."""
    rereadings = find_rereadings(version=order.version_id, marked_by=order.to_version_id)
    return any(rereading.is_worth_more for rereading in rereadings)


def _check_versions(version: QuestionVersion, to_version: QuestionVersion) -> None:
    names = {"old": version.number, "new": to_version.number}
    if to_version.question_id != version.question_id:
        raise RegradeRefusedError(_("That is a version of another question."))
    if to_version.kind != version.kind:
        raise RegradeRefusedError(
            _("Version %(new)d is of another kind than version %(old)d.") % names
        )
    if missing := _missing_for_best_response(version, to_version):
        text = _(
            "Nobody could give the right answer of version %(new)d to version %(old)d: %(missing)s."
        )
        raise RegradeRefusedError(text % (names | {"missing": missing}))
    if unmarkable := conflicts(version, to_version):
        whose = [
            f"{conflict.enrolment}, {_('attempt')} {conflict.attempt}"
            for conflict in unmarkable[:MAX_NAMED_CONFLICTS]
        ]
        text = ngettext(
            "Version %(new)d cannot mark %(count)d answer to version %(old)d (%(what)s): %(whose)s",
            "Version %(new)d cannot mark %(count)d answers to version %(old)d (%(what)s): %(whose)s",
            len(unmarkable),
        )
        more = "" if len(unmarkable) <= MAX_NAMED_CONFLICTS else " …"
        what = get_text_list(sorted({conflict.text for conflict in unmarkable}), _("or"))
        raise RegradeRefusedError(
            text
            % (names | {"what": what, "count": len(unmarkable), "whose": "; ".join(whose) + more})
        )


def _missing_for_best_response(version: QuestionVersion, to_version: QuestionVersion) -> str:
    """Say why ``version`` cannot be answered as ``to_version`` wants; "" if it can."""
    try:
        score = version.data.score(to_version.data.best_response())
    except BadResponse as bad:
        return str(bad)
    return _("it cannot be read") if score.status == INVALID else ""
