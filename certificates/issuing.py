"""Issue certificates, once per enrolment and award, and only on stored evidence."""

import logging
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from certificates import printing, record_mails
from certificates.codes import hyphenate, new_code
from certificates.holding import Problem, hold, problems_of, unapproved, unstated
from certificates.models import Certificate, Hold
from certificates.records import events, files
from certificates.records.chain import append_certificate
from certificates.records.hashes import CURRENT_VERSION
from course.credit import credit_on, waived_units, withholds_credit
from course.limits import limits_of
from course.models import Edition, Enrolment, Provider, Unit

logger = logging.getLogger(__name__)


class NotEligibleError(Exception):
    """No certificate is due: by the database, the course was not completed."""


class HeldError(NotEligibleError):
    """A certificate is due, and is held until its ``problems`` are corrected."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Tally:
    """Hold how many of the missing certificates were issued, are held, or failed."""

    issued: int
    held: int
    failed: int


def issue(enrolment: Enrolment, award_key: str) -> Certificate:
    """Return the certificate for this award, issued and mailed now if there was none.

    Safe to repeat. One that was issued before is returned even if it is revoked.
    Raises HeldError, after recording why, if the paper would be wrong.
    Raises NotEligibleError if no certificate is due.
    """
    if existing := _existing(enrolment, award_key):
        return existing

    enrolment = Enrolment.objects.select_related("user", "course", "edition").get(pk=enrolment.pk)
    check_evidence(enrolment, award_key)
    # What was held for another reason first waits for that: one step is left only after it.
    if not enrolment.holds.exclude(reason=Hold.HoldReason.STATEMENT).exists():
        _check_statement(enrolment)
    certificate = _faultless_snapshot(enrolment, award_key)
    _check_statement(enrolment)
    return _store(certificate, enrolment)


def _store(certificate: Certificate, enrolment: Enrolment) -> Certificate:
    """Store file and record; return them, or what another process has issued meanwhile."""
    store_file(certificate)
    try:
        _save(certificate, enrolment)
    except NotEligibleError:
        files.remove(certificate.pdf_name)
        raise
    except IntegrityError:
        files.remove(certificate.pdf_name)
        if issued_meanwhile := _existing(enrolment, certificate.award_key):
            return issued_meanwhile
        raise
    logger.info("certificate issued code=%s enrolment=%s", certificate.code, enrolment.public_id)
    return certificate


def _check_statement(enrolment: Enrolment) -> None:
    """Hold the certificate, and raise HeldError, until the learner states who took the course.

    The second time the learner is mailed, once.
    """
    problems = unstated(enrolment)
    if not problems:
        return
    if enrolment.holds.filter(reason=Hold.HoldReason.STATEMENT).exists():
        # The first time, the learner has the page in front of them that asks.
        record_mails.queue_step_left(enrolment)
    else:
        hold(enrolment, problems)
    raise HeldError(problems)


@transaction.atomic
def _save(certificate: Certificate, enrolment: Enrolment) -> None:
    """Save a new certificate with its mail, and end the enrolment's holds.

    Raises IntegrityError if another process has issued it meanwhile, and NotEligibleError if the
    holder's account was erased meanwhile.
    """
    locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if locked.user_id is None:
        raise NotEligibleError(f"the account of enrolment {enrolment.public_id} was erased")
    if issued_meanwhile := _existing(enrolment, certificate.award_key):
        raise IntegrityError(f"certificate {issued_meanwhile.code} was issued meanwhile")
    if certificate.supersedes:
        _end_older(certificate)
    append_certificate(certificate)
    enrolment.holds.all().delete()
    record_mails.queue_issued(certificate)


def _of_earlier_enrolment(certificate: Certificate) -> Certificate | None:
    """Return the certificate that its holder has of an earlier enrolment; None without one.

    One that was revoked is not replaced: it stays what it is.
    """
    assert certificate.enrolment is not None
    theirs = Certificate.objects.current().filter(
        award_key=certificate.award_key,
        enrolment__user=certificate.enrolment.user,
        revoked_at=None,
    )
    return theirs.exclude(enrolment=certificate.enrolment).order_by("-sequence").first()


def _end_older(certificate: Certificate) -> None:
    """End the certificate that a new one replaces; raise IntegrityError if it has ended already."""
    older = Certificate.objects.get(code=certificate.supersedes)
    if not events.end(older, Certificate.Ending.REPLACED, certificate.code, events.Act()):
        raise IntegrityError(f"certificate {older.code} was followed meanwhile")


def store_file(certificate: Certificate) -> None:
    """Render the paper, store the file under its hash, and set both on ``certificate``."""
    # The file comes before the record. A record without its file would be a loss; a file without
    # a record only wastes space until the next check of all files.
    files.store(certificate, printing.render(certificate))


@task
def issue_by_id(enrolment_id: int, award_key: str) -> None:
    """Issue a certificate in a worker; leave held ones to ``issue_missing``."""
    enrolment = Enrolment.objects.filter(pk=enrolment_id).first()
    if enrolment is None:
        return
    try:
        issue(enrolment, award_key)
    except HeldError:
        pass  # ``issue`` has recorded why
    except NotEligibleError as error:
        logger.warning(
            "certificate not issued enrolment=%s because=%s",
            enrolment.public_id,
            type(error).__name__,
        )


def missing() -> QuerySet[Enrolment]:
    """Return the completed enrolments that have no certificate, not even a revoked one."""
    award_key = OuterRef("course__slug")
    certificates = Certificate.objects.filter(enrolment=OuterRef("pk"), award_key=award_key)
    completed = Enrolment.objects.exclude(completed_at=None).exclude(user=None)
    without = completed.filter(~Exists(certificates))
    return without.select_related("course").order_by("completed_at", "pk")


def issue_missing() -> Tally:
    """Issue all missing certificates; one that fails does not stop the others."""
    counts = {"issued": 0, "held": 0, "failed": 0}
    for enrolment in missing():
        try:
            issue(enrolment, enrolment.course.slug)
            counts["issued"] += 1
        except HeldError:
            counts["held"] += 1
        except NotEligibleError:
            logger.warning(
                "certificate not issued enrolment=%s because=NotEligibleError", enrolment.public_id
            )
        except Exception:  # storage, renderer, database: each fails in its own way
            logger.exception("certificate failed enrolment=%s", enrolment.public_id)
            counts["failed"] += 1
    return Tally(**counts)


@task
def issue_missing_later() -> None:
    """Issue all missing certificates, in a worker."""
    issue_missing()


def _faultless_snapshot(enrolment: Enrolment, award_key: str) -> Certificate:
    """Return an unsaved certificate; hold it and raise HeldError if it would be wrong."""
    provider = Provider.get()
    certificate = snapshot(enrolment, award_key, provider)
    older = _of_earlier_enrolment(certificate)
    certificate.supersedes = older.code if older else ""
    problems = [*problems_of(certificate, provider), *unapproved(enrolment, provider)]
    if problems:
        hold(enrolment, problems)
        raise HeldError(problems)
    return certificate


def snapshot(enrolment: Enrolment, award_key: str, provider: Provider) -> Certificate:
    """Return an unsaved certificate with a copy of every fact that is printed."""
    code = new_code()
    certificate = Certificate(
        format_version=CURRENT_VERSION,
        layout=printing.LAYOUT,
        code=code,
        enrolment=enrolment,
        holder_key=str(enrolment.public_id),
        award_key=award_key,
        holder_name=enrolment.holder_name,
        issued_at=timezone.now(),
        verify_url=settings.BASE_URL + reverse("certificates:record", args=[hyphenate(code)]),
    )
    _copy_edition(certificate, enrolment)
    _copy_completion(certificate, enrolment)
    waived = waived_units(enrolment)
    _copy_passed_and_waived(certificate, enrolment.edition, waived)
    _copy_provider(certificate, provider)
    _copy_statements(certificate, enrolment.edition, provider, waived)
    return certificate


def _copy_edition(certificate: Certificate, enrolment: Enrolment) -> None:
    """Copy what the course was, in the edition that was completed."""
    edition = enrolment.edition
    certificate.course_slug = enrolment.course.slug
    certificate.course_title = edition.title
    certificate.edition_number = edition.number
    certificate.edition_digest = edition.digest
    certificate.language = edition.language
    certificate.module_count = edition.modules.count()
    certificate.pass_mark = edition.pass_mark


def _copy_completion(certificate: Certificate, enrolment: Enrolment) -> None:
    """Copy on which day, in which time zone, the course was completed."""
    assert enrolment.completed_on is not None
    certificate.completed_on = enrolment.completed_on
    certificate.completed_zone = enrolment.completed_zone or "UTC"
    certificate.statement = enrolment.statement
    certificate.stated_at = enrolment.stated_at


def _copy_passed_and_waived(
    certificate: Certificate, edition: Edition, waived: Sequence[Unit]
) -> None:
    """Copy how many required quizzes were passed, and which required units were waived.

    A waived unit is written as "2.3 Title". Its time is no part of the time of the certificate.
    """
    quizzes = edition.units.filter(required=True, kind=Unit.Kind.QUIZ)
    waived_quizzes = [unit for unit in waived if unit.kind == Unit.Kind.QUIZ]
    certificate.quiz_count = quizzes.count() - len(waived_quizzes)
    certificate.waived = "\n".join(str(unit) for unit in waived)
    certificate.minutes_waived = sum(unit.minutes for unit in waived)
    certificate.minutes = max(0, edition.minutes - certificate.minutes_waived)


def _copy_provider(certificate: Certificate, provider: Provider) -> None:
    """Copy who issues the certificate and who signs it."""
    certificate.issued_zone = provider.time_zone
    certificate.provider_name = provider.legal_name
    certificate.provider_address = provider.address
    certificate.provider_web = provider.web
    certificate.provider_contact = provider.contact
    certificate.signatory_name = provider.signatory_name
    certificate.signatory_title = provider.signatory_title
    certificate.paper = provider.paper
    certificate.expires_on = last_day(certificate.completed_on, provider.renewal_months)


def last_day(completed_on: date, renewal_months: int | None) -> date | None:
    """Return the last day on which a certificate is not out of date; None for ever."""
    if renewal_months is None:
        return None
    years, month = divmod(completed_on.month - 1 + renewal_months, 12)
    year = completed_on.year + years
    # A course of January 31 is out of date after the last day of February.
    _weekday, days = monthrange(year, month + 1)
    return date(year, month + 1, min(completed_on.day, days))


def _copy_statements(
    certificate: Certificate, edition: Edition, provider: Provider, waived: Sequence[Unit]
) -> None:
    """Copy what is said about review, credit and limits, on the day of completion."""
    states = Certificate.ReviewState
    is_reviewed = edition.is_reviewed
    review_state = states.SIGNED_OFF if is_reviewed else states.NOT_REVIEWED
    credit = credit_on(edition, provider, certificate.completed_on)
    if withholds_credit(waived):
        credit = ""
    with translation.override(edition.language):
        limits = limits_of(edition, credit=credit, is_reviewed=is_reviewed)
    certificate.review_state = str(review_state)
    certificate.accreditation = credit
    certificate.limits = "\n".join(limits)


def _existing(enrolment: Enrolment, award_key: str) -> Certificate | None:
    """Return the current certificate for this award, revoked or not."""
    return Certificate.objects.current().filter(enrolment=enrolment, award_key=award_key).first()


def check_evidence(enrolment: Enrolment, award_key: str) -> None:
    """Raise NotEligibleError unless the database says that the course was completed."""
    if award_key != enrolment.course.slug:
        raise NotEligibleError(f"{award_key!r} is no award of the course {enrolment.course.slug}")
    if enrolment.user is None or enrolment.completed_at is None or enrolment.remaining().exists():
        raise NotEligibleError(f"enrolment {enrolment.public_id} has not completed its course")
