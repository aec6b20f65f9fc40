"""Tell everybody who learned from an older edition of a safety correction, and mail them."""

import logging

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import mail
from course.models import CorrectionNotice, Edition, Enrolment, Provider

logger = logging.getLogger(__name__)
NOTICES_A_BATCH = 100


def announce(edition: Edition) -> None:
    """Tell the learners of older editions of a safety correction, after the commit.

    Called in the transaction that publishes ``edition``.
    """
    give_notices(edition)
    transaction.on_commit(queue_mails_later.enqueue, robust=True)


def give_notices(edition: Edition) -> int:
    """Tell whoever is on an older edition, or finished on one; safe to repeat.

    Return how many people were told now. A learner who moves later keeps the notice.
    """
    told = CorrectionNotice.objects.filter(enrolment=OuterRef("pk"), edition=edition)
    older = edition.course.editions.filter(number__lt=edition.number)
    learners = learners_on(older).filter(~Exists(told)).order_by()
    now = Value(timezone.now(), DateTimeField())
    rows = learners.values_list("pk", Value(edition.pk), now)
    # One statement in the database: while 20,000 rows go through Python, nobody can save.
    select, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {CorrectionNotice._meta.db_table} (enrolment_id, edition_id, told_at) "
            f"{select} ON CONFLICT DO NOTHING",
            values,
        )
        return int(cursor.rowcount)


def learners_on(editions: QuerySet[Edition]) -> QuerySet[Enrolment]:
    """Return the enrolments of people who are told what was wrong in ``editions``."""
    return Enrolment.objects.active().filter(edition__in=editions, user__isnull=False)


def queue_mails() -> int:
    """Write the mails that are still to be written; safe to repeat. Return how many."""
    for edition in Edition.objects.safety_corrections():
        # Somebody may have enrolled on the older edition in the moment of publication.
        give_notices(edition)
    total = 0
    while queued := _queue_batch():
        total += queued
    return total


@task
def queue_mails_later() -> None:
    """Write the mails that are still to be written, by a worker."""
    queue_mails()


def _queue_batch() -> int:
    """Queue up to NOTICES_A_BATCH mails in one transaction. Return how many."""
    with transaction.atomic():
        waiting = CorrectionNotice.objects.without_mail().select_for_update(of=("self",))
        waiting = waiting.select_related("enrolment__user", "edition__course").order_by("pk")
        notices = list(waiting[:NOTICES_A_BATCH])
        provider = Provider.get()
        for notice in notices:
            _queue_mail(notice, provider)
        keys = [notice.pk for notice in notices]
        CorrectionNotice.objects.filter(pk__in=keys).update(mailed_at=timezone.now())
    if notices:
        logger.info("correction mails queued count=%d", len(notices))
    return len(notices)


def _queue_mail(notice: CorrectionNotice, provider: Provider) -> None:
    edition, user = notice.edition, notice.enrolment.user
    assert user is not None
    with translation.override(user.language):
        title = " ".join(edition.short_title.split())  # a subject is one line
        subject = _("Safety correction: %(course)s") % {"course": title}
        body = _mail_body(edition, provider)
        mail.queue(f"safety-correction:{edition.pk}:{user.pk}", user, subject, body)


def _mail_body(edition: Edition, provider: Provider) -> str:
    """Return the text of the mail in the active language."""
    address = reverse("course:correction", args=[edition.course.slug, edition.number])
    return _(
        "Something that you may have read in %(course)s was wrong. Edition %(number)d corrects"
        " it.\n\n%(text)s\n\nRead what changed, and confirm that you have read it:\n%(link)s"
        "\n\n%(provider)s\n"
    ) % {
        "course": edition.title,
        "number": edition.number,
        "text": edition.safety_correction,
        "link": settings.BASE_URL + address,
        "provider": provider.legal_name,
    }
