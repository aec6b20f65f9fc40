"""Safety corrections: store what changed, and tell everybody who learned from an older edition."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import mail
from course.corrections.changed_sentences import ChangedSentences, Line, changes, lines_of
from course.models import Correction, CorrectionNotice, Edition, Enrolment, Passage, Provider, Unit
from course.text.sentences import sentences
from course.unit_changes import changed_units

logger = logging.getLogger(__name__)
NOTICES_A_BATCH = 100


@dataclass(frozen=True)
class _PlaceText:
    """Hold what one place says: HTML or plain text. A quiz has neither.

    passage: the id under which a plain text stands.
    """

    title: str = ""
    html: str = ""
    text: str = ""
    passage: str = ""

    @property
    def lines(self) -> list[Line]:
        of_text = [Line(sentence.text, self.passage) for sentence in sentences(self.text)]
        return of_text or lines_of(self.html)


def store_changes(old: Edition, new: Edition) -> None:
    """Store what ``new`` changes: critical passages, then units, glossary and guide."""
    corrections = sorted(
        _changed_places(old, new), key=lambda correction: not correction.is_critical
    )
    for position, correction in enumerate(corrections, 1):
        correction.edition, correction.position = new, position
    Correction.objects.bulk_create(corrections)


def _changed_places(old: Edition, new: Edition) -> Iterator[Correction]:
    """Yield a correction, without edition and position, for each change."""
    befores, afters = dict(_pages(old)), dict(_pages(new))
    critical = _critical_passages(old) | _critical_passages(new)
    changed_quizzes = _changed_quizzes(old, new)
    for place, key in dict.fromkeys([*afters, *befores]):
        before = befores.get((place, key), _PlaceText())
        after = afters.get((place, key), _PlaceText())
        title = after.title or before.title
        if place == Correction.Place.UNIT and key in changed_quizzes:
            yield Correction(place=place, key=key, title=title)
        if before == after:
            continue

        for change in changes(before.lines, after.lines):
            correction = _correction_of(change)
            correction.place, correction.key, correction.title = place, key, title
            passages = {(key, change.old_passage), (key, change.new_passage)}
            correction.is_critical = not passages.isdisjoint(critical)
            yield correction


def _correction_of(change: ChangedSentences) -> Correction:
    """Return a correction with the sentences of a change, and nothing else."""
    return Correction(
        old_passage=change.old_passage,
        new_passage=change.new_passage,
        before="\n".join(change.before),
        after="\n".join(change.after),
    )


def _changed_quizzes(old: Edition, new: Edition) -> set[str]:
    """Return the keys of the quizzes of both editions that differ."""
    of_old, of_new = (
        set(edition.units.filter(kind=Unit.Kind.QUIZ).values_list("key", flat=True))
        for edition in (old, new)
    )
    return changed_units(old, new) & of_old & of_new


def _critical_passages(edition: Edition) -> set[tuple[str, str]]:
    """Return (key of the unit, key of the passage) of each critical passage."""
    passages = Passage.objects.filter(unit__edition=edition, critical=True)
    return set(passages.values_list("unit__key", "key"))


def _pages(edition: Edition) -> Iterator[tuple[tuple[str, str], _PlaceText]]:
    """Yield every page of an edition under its place and key."""
    place = Correction.Place
    for unit in edition.units.prefetch_related("passages"):
        html = "\n".join(passage.html for passage in unit.passages.all())
        yield (place.UNIT, unit.key), _PlaceText(str(unit), html=html)
    for term in edition.glossary.all():
        text = _PlaceText(term.term, text=term.definition, passage=term.key)
        yield (place.GLOSSARY, term.key), text
    for page in edition.guide_pages.all():
        yield (place.GUIDE, page.key), _PlaceText(page.title, html=page.html)


def announce(old: Edition, new: Edition) -> None:
    """Store what the safety correction ``new`` changes, and tell its learners after the commit.

    Called in the transaction that publishes ``new``.
    """
    store_changes(old, new)
    give_notices(new)
    transaction.on_commit(queue_mails_later.enqueue, robust=True)


def give_notices(edition: Edition) -> int:
    """Tell whoever is on an older edition, or finished on one; safe to repeat.

    Return how many people were told now. A learner who moves later keeps the notice.
    """
    told = CorrectionNotice.objects.filter(enrolment=OuterRef("pk"), edition=edition)
    learners = Enrolment.objects.active().filter(
        ~Exists(told),
        course=edition.course_id,
        edition__number__lt=edition.number,
        user__isnull=False,
    )
    notices = [CorrectionNotice(enrolment=learner, edition=edition) for learner in learners]
    CorrectionNotice.objects.bulk_create(notices, batch_size=1000, ignore_conflicts=True)
    return len(notices)


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
