"""Issue certificates, once per enrolment and award, and only on stored evidence."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import mail
from certificates import chain, printing
from certificates.codes import hyphenate, new_code
from certificates.holding import Problem, hold, problems_of
from certificates.models import Certificate
from course.credit import credit_on
from course.limits import limits_of
from course.models import Completion, Enrolment, Provider, Unit

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
    provider = Provider.get()
    certificate = snapshot(enrolment, award_key, provider)
    if problems := problems_of(certificate, provider):
        hold(enrolment, problems)
        raise HeldError(problems)
    store_file(certificate)
    try:
        with transaction.atomic():
            Enrolment.objects.select_for_update().get(pk=enrolment.pk)
            if issued_meanwhile := _existing(enrolment, award_key):
                raise IntegrityError(f"certificate {issued_meanwhile.code} was issued meanwhile")
            chain.append(certificate)
            enrolment.holds.all().delete()
            queue_mail(certificate)
    except IntegrityError:
        default_storage.delete(certificate.pdf_name)
        if issued_meanwhile := _existing(enrolment, award_key):
            return issued_meanwhile
        raise
    logger.info("certificate issued code=%s enrolment=%s", certificate.code, enrolment.public_id)
    return certificate


def store_file(certificate: Certificate) -> None:
    """Render the paper, store the file under its hash, and set both on ``certificate``."""
    # The file comes before the record. A record without its file would be a loss; a file without
    # a record only wastes space.
    pdf = printing.render(certificate)
    certificate.pdf_sha256 = hashlib.sha256(pdf).hexdigest()
    certificate.pdf_name = default_storage.save(
        f"certificates/{certificate.pdf_sha256}.pdf", ContentFile(pdf)
    )


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


def snapshot(enrolment: Enrolment, award_key: str, provider: Provider) -> Certificate:
    """Return an unsaved certificate with a copy of every fact that is printed."""
    edition, code = enrolment.edition, new_code()
    completed_on = enrolment.completed_on
    assert completed_on is not None
    quizzes, waived = _quizzes_and_waivers(enrolment)
    credit, is_reviewed = credit_on(edition, provider, completed_on), edition.is_reviewed
    states = Certificate.ReviewState
    with translation.override(edition.language):
        limits = limits_of(edition, credit=credit, is_reviewed=is_reviewed)
    return Certificate(
        code=code,
        enrolment=enrolment,
        award_key=award_key,
        holder_name=enrolment.holder_name,
        course_slug=enrolment.course.slug,
        course_title=edition.title,
        edition_number=edition.number,
        edition_digest=edition.digest,
        language=edition.language,
        module_count=edition.modules.count(),
        quiz_count=quizzes,
        pass_mark=edition.pass_mark,
        minutes=edition.minutes,
        completed_on=completed_on,
        completed_zone=enrolment.completed_zone or "UTC",
        issued_at=timezone.now(),
        issued_zone=provider.time_zone,
        waived="\n".join(waived),
        review_state=str(states.REVIEWED if is_reviewed else states.NOT_REVIEWED),
        accreditation=credit,
        limits="\n".join(limits),
        provider_name=provider.legal_name,
        provider_address=provider.address,
        provider_web=provider.web,
        provider_contact=provider.contact,
        signatory_name=provider.signatory_name,
        signatory_title=provider.signatory_title,
        paper=provider.paper,
        verify_url=settings.BASE_URL + reverse("certificates:record", args=[hyphenate(code)]),
    )


def _existing(enrolment: Enrolment, award_key: str) -> Certificate | None:
    """Return the current certificate for this award, revoked or not."""
    return Certificate.objects.current().filter(enrolment=enrolment, award_key=award_key).first()


def check_evidence(enrolment: Enrolment, award_key: str) -> None:
    """Raise NotEligibleError unless the database says that the course was completed."""
    if award_key != enrolment.course.slug:
        raise NotEligibleError(f"{award_key!r} is no award of the course {enrolment.course.slug}")
    if enrolment.user is None or enrolment.completed_at is None or enrolment.remaining().exists():
        raise NotEligibleError(f"enrolment {enrolment.public_id} has not completed its course")


def _quizzes_and_waivers(enrolment: Enrolment) -> tuple[int, list[str]]:
    """Return how many required quizzes were passed, and the required units that staff waived.

    A waived unit is written as "2.3 Title".
    """
    waived = {
        (key, revision)
        for key, revision in Completion.objects.filter(enrolment_id=enrolment.pk)
        .exclude(waived_because="")
        .values_list("unit_key", "revision")
    }
    quizzes, lines = 0, []
    for unit in enrolment.edition.units.filter(required=True).order_by("position"):
        if (unit.key, unit.revision) in waived:
            lines.append(f"{unit.number} {unit.title}".strip())
        elif unit.kind == Unit.Kind.QUIZ:
            quizzes += 1
    return quizzes, lines


def queue_mail(certificate: Certificate) -> None:
    """Queue the mail that tells the learner of the certificate."""
    enrolment = certificate.enrolment
    assert enrolment is not None
    assert enrolment.user is not None
    with translation.override(enrolment.user.language):
        before = ""
        if certificate.supersedes:
            before = (
                _("It takes the place of number %s, which was revoked.")
                % hyphenate(certificate.supersedes)
                + "\n\n"
            )
        body = before + _(
            "You completed %(course)s on %(date)s.\n\nDownload your certificate here:\n%(link)s\n\n"
            "Anyone can check it with its number, %(number)s, on the same site.\n\n%(issuer)s\n"
        ) % {
            "course": certificate.course_title,
            "date": printing.date_with_zone(certificate.completed_on, certificate.completed_zone),
            "link": settings.BASE_URL + reverse("certificates:mine"),
            "number": certificate.shown_code,
            "issuer": certificate.provider_name,
        }
        mail.queue(
            f"certificate:{certificate.code}", enrolment.user, _("Your certificate is ready"), body
        )
