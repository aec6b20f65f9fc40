"""Act on many certificates: a plan line by line, then each line once, whatever happens between.

A line is one transaction, so that a killed worker leaves it done or not done. Two workers may
carry out the same act: each line is locked, and one that is done is passed over.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import approvals, audit, mail
from accounts.models import User
from certificates import issuing, record_mails, succession
from certificates.models import BulkAct, BulkLine, BulkRequest, Certificate, CertificateQuerySet
from certificates.records import events
from course.models import Enrolment

logger = logging.getLogger(__name__)
MAX_ALONE = 50  # certificates on which one person acts without a second
MAX_LINES = 5_000
Plan = BulkLine.Plan


@dataclass(frozen=True)
class PlannedLine:
    """Hold what would happen to one certificate, and why it is left alone if it is."""

    certificate: Certificate
    plan: Plan
    detail: str = ""


def plan(kind: str, certificates: Iterable[Certificate], by: User) -> list[PlannedLine]:
    """Return what an act of this kind would do to each certificate; nothing is changed.

    certificates: from ``with_renewals``.
    """
    planned = _planned_reissue if kind == BulkAct.Kind.REISSUE else _planned_renewal
    lines = []
    for certificate in certificates:
        why_not = _why_left_alone(certificate, by)
        line = PlannedLine(certificate, Plan.LEAVE, why_not) if why_not else planned(certificate)
        lines.append(line)
    return lines


def with_renewals(certificates: CertificateQuerySet) -> CertificateQuerySet:
    """Return the certificates with their holders and whether these take the course again."""
    begun_again = Enrolment.objects.filter(
        user=OuterRef("enrolment__user"),
        course=OuterRef("enrolment__course"),
        started_at__gt=OuterRef("enrolment__started_at"),
        completed_at=None,
        ended_at=None,
    )
    found = certificates.select_related("enrolment__user")
    return found.annotate(is_begun_again=Exists(begun_again))


def acted_on(lines: Iterable[PlannedLine]) -> int:
    """Return how many certificates a plan does something to."""
    return sum(line.plan != Plan.LEAVE for line in lines)


def counts(lines: Iterable[PlannedLine]) -> dict[Plan, int]:
    """Return how many lines there are of each plan."""
    return dict(Counter(line.plan for line in lines))


def make(kind: str, query: str, lines: list[PlannedLine], by: User, reason: str) -> BulkAct:
    """Store a bulk act with its plan; start it, or ask a second person if it is on too many."""
    with transaction.atomic():
        act = BulkAct.objects.create(kind=kind, query=query, made_by=by, reason=reason)
        BulkLine.objects.bulk_create(
            [
                BulkLine(act=act, certificate=line.certificate, plan=line.plan, detail=line.detail)
                for line in lines
            ],
            batch_size=500,
        )
        audit.record(by, "bulk_act.made", act, reason)
        if acted_on(lines) > MAX_ALONE:
            request = BulkRequest(bulk_act=act)
            among = BulkRequest.objects.filter(bulk_act=act)
            approvals.ask(request, by, reason, among=among)
        else:
            _start(act)
    return act


def approve(request: BulkRequest, by: User, because: str) -> None:
    """Approve a bulk act that somebody else asked for, and start it. Raises ActRefusedError."""
    with transaction.atomic():
        approved, is_new = approvals.approve(request, by, because)
        if is_new:
            _start(approved.bulk_act)


def refuse(request: BulkRequest, by: User | None, because: str) -> None:
    """Refuse a bulk act; none of its lines is carried out. Raises ActRefusedError."""
    with transaction.atomic():
        refused, is_new = approvals.refuse(request, by, because)
        if is_new:
            BulkAct.objects.filter(pk=refused.bulk_act_id).update(stopped_at=timezone.now())


def stop(act: BulkAct, by: User) -> None:
    """Stop a bulk act after the line that is being carried out; safe to repeat."""
    with transaction.atomic():
        running = BulkAct.objects.filter(pk=act.pk, finished_at=None, stopped_at=None)
        if running.update(stopped_at=timezone.now()):
            audit.record(by, "bulk_act.stopped", act)


def try_again(act: BulkAct, by: User) -> None:
    """Carry out the lines that could not be done once more."""
    with transaction.atomic():
        failed = act.lines.filter(result=BulkLine.Result.FAILED)
        if failed.update(result="", done_at=None, detail=""):
            audit.record(by, "bulk_act.tried_again", act)
            BulkAct.objects.filter(pk=act.pk).update(finished_at=None)
            transaction.on_commit(partial(carry_out.enqueue, act.pk), robust=True)


def carry_out_unfinished() -> None:
    """Queue the acts that a dead worker left; what runs already takes no line twice."""
    running = BulkAct.objects.exclude(started_at=None).filter(finished_at=None, stopped_at=None)
    for pk in running.values_list("pk", flat=True):
        carry_out.enqueue(pk)


@task
def carry_out(act_id: int) -> None:
    """Carry out the lines of a bulk act that are not done, in a worker."""
    todo = BulkLine.objects.filter(act=act_id, done_at=None)
    for line_id in list(todo.values_list("pk", flat=True)):
        if BulkAct.objects.filter(pk=act_id, stopped_at=None).exists():
            _carry_out_line(line_id)
    _finish(act_id)


def _start(act: BulkAct) -> None:
    """Let the queue carry an act out."""
    BulkAct.objects.filter(pk=act.pk).update(started_at=timezone.now())
    transaction.on_commit(partial(carry_out.enqueue, act.pk), robust=True)


def _carry_out_line(line_id: int) -> None:
    """Carry out one line if it is not done; a line that fails stops no other."""
    try:
        with transaction.atomic():
            line = BulkLine.objects.select_for_update().get(pk=line_id)
            if line.done_at is None:
                _do(line)
                _end(line, BulkLine.Result.DONE, line.detail)
    except issuing.NotEligibleError as error:
        _fail(line_id, str(error))
    except Exception:  # storage, renderer, database: each fails in its own way
        logger.exception("line of a bulk act failed line=%s", line_id)
        _fail(line_id, _("It failed for another reason. The log of the site says which."))


def _do(line: BulkLine) -> None:
    """Do what a line plans. Raises NotEligibleError if it cannot be done any more."""
    act = line.act
    certificate = line.certificate
    if line.plan == Plan.REISSUE:
        reason = events.Act(by=act.made_by, note=act.reason)
        line.successor = succession.reissue(certificate, reason)
    elif line.plan in (Plan.INVITE, Plan.REMIND):
        record_mails.queue_renewal_open(certificate, f"renew:{act.pk}:{certificate.code}")


def _end(line: BulkLine, result: BulkLine.Result, detail: str) -> None:
    """Store what came of a line."""
    line.result = result
    line.detail = detail
    line.done_at = timezone.now()
    line.save(update_fields=["result", "detail", "done_at", "successor"])


def _fail(line_id: int, why: str) -> None:
    """Store that a line could not be done, unless another worker has done it."""
    failed = {"result": BulkLine.Result.FAILED, "done_at": timezone.now(), "detail": why}
    BulkLine.objects.filter(pk=line_id, done_at=None).update(**failed)


def _finish(act_id: int) -> None:
    """End an act whose lines are all done, and mail whoever made it; once."""
    if BulkLine.objects.filter(act=act_id, done_at=None).exists():
        return
    with transaction.atomic():
        ended = BulkAct.objects.filter(pk=act_id, finished_at=None)
        if not ended.update(finished_at=timezone.now()):
            return
        act = BulkAct.objects.select_related("made_by").get(pk=act_id)
        if act.made_by:
            with translation.override(act.made_by.language):
                subject, body = _("Your act on certificates has ended"), _receipt(act)
            key = f"bulk:{act.pk}:{act.finished_at:%Y%m%d%H%M%S}"
            mail.queue(key, act.made_by, subject, body)


def _receipt(act: BulkAct) -> str:
    done = act.lines.filter(result=BulkLine.Result.DONE).exclude(plan=Plan.LEAVE).count()
    failed = act.lines.filter(result=BulkLine.Result.FAILED).count()
    return _(
        "%(what)s: %(done)d done, %(failed)d could not be done.\n\n"
        "Read which, and what to do, here:\n%(link)s\n"
    ) % {
        "what": act.get_kind_display(),
        "done": done,
        "failed": failed,
        "link": settings.BASE_URL + reverse("certificates:bulk_act", args=[act.pk]),
    }


def _why_left_alone(certificate: Certificate, by: User) -> str:
    """Return why nothing may be done to a certificate; "" if something may."""
    if certificate.is_revoked:
        return _("Revoked")
    if certificate.ended_at:
        return _("A newer certificate took its place")
    holder = record_mails.holder_of(certificate)
    if holder is None:
        return _("Account erased")
    if not holder.is_active:
        return _("Account disabled")
    return _("Your own record") if holder == by else ""


def _planned_reissue(certificate: Certificate) -> PlannedLine:
    return PlannedLine(certificate, Plan.REISSUE)


def _planned_renewal(certificate: Certificate) -> PlannedLine:
    """Return whether a holder is asked to renew, or reminded of a renewal that they began."""
    if certificate.expires_on is None:
        return PlannedLine(certificate, Plan.LEAVE, _("It does not go out of date"))
    if getattr(certificate, "is_begun_again", False):
        return PlannedLine(certificate, Plan.REMIND)
    return PlannedLine(certificate, Plan.INVITE)
