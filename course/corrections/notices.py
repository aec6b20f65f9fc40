"""Tell learners what an edition corrects, and mail them.

Of a safety correction everybody who learned from an older edition is told; of another right answer
whoever was marked right by the one of before.
"""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import mail, mail_links
from course.models import Correction, CorrectionNotice, Edition, Enrolment

logger = logging.getLogger(__name__)
NOTICES_A_BATCH = 100
# A database takes a limited number of values with a statement.
ENROLMENTS_A_STATEMENT = 500
# For so long after a publication whoever is marked right by an older edition is told by mail;
# later the page of the result says it alone.
TELL_OF_ANSWERS_FOR = timedelta(days=28)
# Each returns the enrolments (their ids) whose answers were marked right, and are not by an edition
# that changed right answers. Apps fill this in ``AppConfig.ready()``.
marked_right_readers: list[Callable[[Edition], Collection[int]]] = []


def announce(edition: Edition) -> None:
    """Tell the learners of older editions what ``edition`` corrects; mail them after the commit.

    Called in the transaction that publishes it.
    """
    if edition.safety_correction:
        give_notices(edition)
    transaction.on_commit(queue_mails_later.enqueue, robust=True)


def give_notices(edition: Edition) -> int:
    """Tell those whom ``edition`` concerns and who were not told; safe to repeat.

    Return how many people were told now. A learner who moves later keeps the notice.
    """
    if edition.safety_correction:
        older = edition.course.editions.filter(number__lt=edition.number)
        return _tell(learners_on(older), edition)

    marked_right = sorted({pk for read in marked_right_readers for pk in read(edition)})
    of_course = learners_on(edition.course.editions.all())
    told = 0
    for start in range(0, len(marked_right), ENROLMENTS_A_STATEMENT):
        batch = marked_right[start : start + ENROLMENTS_A_STATEMENT]
        told += _tell(of_course.filter(pk__in=batch), edition)
    return told


def _tell(learners: QuerySet[Enrolment], edition: Edition) -> int:
    """Give each of these learners a notice, and return how many had none before."""
    told = CorrectionNotice.objects.filter(enrolment=OuterRef("pk"), edition=edition)
    now = Value(timezone.now(), DateTimeField())
    rows = learners.filter(~Exists(told)).order_by().values_list("pk", Value(edition.pk), now)
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
    for edition in _editions_to_tell():
        # Somebody may have enrolled on the older edition in the moment of publication, or handed
        # in an attempt since.
        give_notices(edition)
    total = 0
    while queued := _queue_batch():
        total += queued
    return total


def _editions_to_tell() -> QuerySet[Edition]:
    """Return the safety corrections, and the recent editions that changed a right answer."""
    recently = timezone.now() - TELL_OF_ANSWERS_FOR
    answers = Correction.objects.changing_a_key().filter(edition__published_at__gte=recently)
    is_safety = ~Q(safety_correction="")
    editions: QuerySet[Edition] = Edition.objects.filter(
        is_safety | Q(pk__in=answers.values("edition"))
    )
    return editions.select_related("course")


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
        for notice in notices:
            _queue_mail(notice)
        keys = [notice.pk for notice in notices]
        CorrectionNotice.objects.filter(pk__in=keys).update(mailed_at=timezone.now())
    if notices:
        logger.info("correction mails queued count=%d", len(notices))
    return len(notices)


def _queue_mail(notice: CorrectionNotice) -> None:
    edition, user = notice.edition, notice.enrolment.user
    assert user is not None
    with translation.override(user.language):
        if edition.safety_correction:
            subject = _subject(edition, _("Safety correction: something you learned has changed"))
            body = _safety_body(edition)
        else:
            subject = _subject(edition, _("Something you learned has changed"))
            body = _answers_body(edition)
        mail.queue(f"safety-correction:{edition.pk}:{user.pk}", user, subject, body)


def _subject(edition: Edition, text: str) -> str:
    """Return a subject, with the course where the operator lets mails name it."""
    if not settings.MAILS_NAME_COURSES:
        return text
    one_line = " ".join(edition.short_title.split())
    return _("%(course)s: %(subject)s") % {"course": one_line, "subject": text}


def _safety_body(edition: Edition) -> str:
    """Return the text of the mail about a safety correction in the active language."""
    return _(
        "Something that you may have read in %(course)s was wrong. Edition %(number)d corrects"
        " it.\n\n%(text)s\n\nRead what changed, and confirm that you have read it:\n%(link)s"
        "\n"
    ) % _words_of_mail(edition, edition.safety_correction)


def _answers_body(edition: Edition) -> str:
    """Return the text of the mail to those who were marked right, in the active language."""
    corrections = edition.corrections.changing_a_key()
    text = "\n".join(f"{each.what} {each.why}" for each in corrections)
    return _(
        "In %(course)s you were marked right for an answer that edition %(number)d no longer"
        " calls right.\n\n%(text)s\n\nYour record stands. Read what changed, and confirm that you"
        " have read it:\n%(link)s\n"
    ) % _words_of_mail(edition, text)


def _words_of_mail(edition: Edition, text: str) -> dict[str, object]:
    address = reverse("course:correction", args=[edition.course.slug, edition.number])
    return {
        "course": edition.title,
        "number": edition.number,
        "text": text,
        "link": mail_links.absolute(address),
    }
