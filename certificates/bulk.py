"""Act on many certificates: a plan line by line, then each line once, whatever happens between.

A line is one transaction, so that a killed worker leaves it done or not done. Two workers may
carry out the same act: each line is locked, and one that is done is passed over.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import approvals, audit, mail
from accounts.models import User
from certificates import issuing, record_mails, succession
from certificates.models import (
    BulkAct,
    BulkLine,
    BulkRequest,
    Certificate,
    CertificateQuerySet,
    Hold,
)
from certificates.records import events
from course.models import Enrolment
from course.names.holder_names import clean_holder_name

logger = logging.getLogger(__name__)
MAX_ALONE = 50  # certificates on which one person acts without a second
MAX_LINES = 5_000
# A holder who got a mail of such an act gets no second one within this time.
PAUSE_BETWEEN_MAILS = timedelta(days=7)
Plan = BulkLine.Plan


@dataclass(frozen=True)
class PlannedLine:
    """Hold what would happen to one certificate, and why it is left alone if it is."""

    certificate: Certificate
    plan: Plan
    detail: str = ""


def plan(kind: str, certificates: Iterable[Certificate], by: User | None) -> list[PlannedLine]:
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
    """Return the certificates with their holders, and how far these are with a renewal."""
    later = Enrolment.objects.filter(
        user=OuterRef("enrolment__user"),
        course=OuterRef("enrolment__course"),
        started_at__gt=OuterRef("enrolment__started_at"),
    )
    mails = BulkLine.objects.filter(
        certificate=OuterRef("pk"),
        plan__in=(Plan.INVITE, Plan.REMIND),
        result=BulkLine.Result.DONE,
        done_at__gt=timezone.now() - PAUSE_BETWEEN_MAILS,
    )
    return certificates.select_related("enrolment__user").annotate(
        is_begun_again=Exists(later.filter(completed_at=None, ended_at=None)),
        is_finished_again=Exists(later.exclude(completed_at=None)),
        was_mailed_lately=Exists(mails),
    )


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
        _store_lines(act, lines)
        audit.record(by, "bulk_act.made", act, reason)
        if acted_on(lines) > MAX_ALONE:
            request = BulkRequest(bulk_act=act)
            among = BulkRequest.objects.filter(bulk_act=act)
            approvals.ask(request, by, reason, among=among)
        else:
            _start(act)
    return act


def _store_lines(act: BulkAct, lines: Iterable[PlannedLine]) -> None:
    """Store the plan of an act, line by line."""
    rows = [
        BulkLine(act=act, certificate=line.certificate, plan=line.plan, detail=line.detail)
        for line in lines
    ]
    BulkLine.objects.bulk_create(rows, batch_size=500)


def approve(request: BulkRequest, by: User, because: str) -> None:
    """Approve a bulk act that somebody else asked for, and start it. Raises ActRefusedError."""
    with transaction.atomic():
        approved, is_new = approvals.approve(request, by, because)
        if is_new:
            # Nobody acts on their own record.
            own = approved.bulk_act.lines.filter(certificate__enrolment__user=by)
            own.update(plan=Plan.LEAVE, detail=_("The record of whoever approved this"))
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


def go_on(act: BulkAct, by: User) -> None:
    """Go on with a stopped act; safe to repeat. One that was refused never started."""
    with transaction.atomic():
        stopped = BulkAct.objects.exclude(stopped_at=None).exclude(started_at=None)
        if stopped.filter(pk=act.pk).update(stopped_at=None):
            audit.record(by, "bulk_act.went_on", act)
            transaction.on_commit(lambda: carry_out.enqueue(act.pk), robust=True)


def try_again(act: BulkAct, by: User) -> None:
    """Carry out the lines that could not be done once more."""
    with transaction.atomic():
        failed = act.lines.filter(result=BulkLine.Result.FAILED)
        if failed.update(result="", done_at=None, detail=""):
            audit.record(by, "bulk_act.tried_again", act)
            BulkAct.objects.filter(pk=act.pk).update(finished_at=None)
            transaction.on_commit(lambda: carry_out.enqueue(act.pk), robust=True)


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
    transaction.on_commit(lambda: carry_out.enqueue(act.pk), robust=True)


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
    if line.plan == Plan.REISSUE:
        _reissue(line)
    elif line.plan in (Plan.INVITE, Plan.REMIND):
        _check_plan(line)
        _queue_renewal_mail(line)


def _reissue(line: BulkLine) -> None:
    """Issue the certificate again, and set the new one on the line."""
    act = line.act
    if act.made_by is None:
        text = _("The account of whoever started this was erased. Start it anew.")
        raise issuing.NotEligibleError(text)
    reason = events.Act(by=act.made_by, note=act.reason)
    line.successor = succession.reissue(line.certificate, reason)


def _queue_renewal_mail(line: BulkLine) -> None:
    """Remind the holder of a renewal that they began, or invite them to one."""
    certificate = line.certificate
    key = f"renew:{line.act.pk}:{certificate.code}"
    if line.plan == Plan.REMIND:
        record_mails.queue_renewal_begun(certificate, key)
    else:
        record_mails.queue_renewal_open(certificate, key)


def _check_plan(line: BulkLine) -> None:
    """Raise NotEligibleError unless the same would be planned for the certificate now."""
    # A second person may have approved the act days after it was planned.
    found = with_renewals(Certificate.objects.filter(pk=line.certificate_id))
    (now,) = plan(line.act.kind, found, line.act.made_by)
    if now.plan != line.plan:
        why = now.detail or str(now.plan.label)
        raise issuing.NotEligibleError(_("It changed since the plan was made: %s.") % why)


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


def _why_left_alone(certificate: Certificate, by: User | None) -> str:
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
    """Return that a certificate is issued again, unless its name cannot be printed any more."""
    try:
        clean_holder_name(certificate.holder_name)
    except ValidationError:
        why = str(Hold.HoldReason.HOLDER_NAME.label)
        return PlannedLine(certificate, Plan.LEAVE, why)
    return PlannedLine(certificate, Plan.REISSUE)


def _planned_renewal(certificate: Certificate) -> PlannedLine:
    """Return whether a holder is asked to renew, or reminded of a renewal that they began."""
    if certificate.expires_on is None:
        return PlannedLine(certificate, Plan.LEAVE, _("It does not go out of date"))
    if getattr(certificate, "is_finished_again", False):
        why = _("Finished again: the new certificate is issued by itself, or is held")
        return PlannedLine(certificate, Plan.LEAVE, why)
    if getattr(certificate, "was_mailed_lately", False):
        why = _("Got such an email in the last seven days")
        return PlannedLine(certificate, Plan.LEAVE, why)
    if getattr(certificate, "is_begun_again", False):
        return PlannedLine(certificate, Plan.REMIND)
    return PlannedLine(certificate, Plan.INVITE)
