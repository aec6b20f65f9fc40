"""Offer to mark answers again where an edition changed what is right."""

from django.db.models import QuerySet
from django.urls import reverse

from course.models import Correction, Edition
from quizzes.models import BankItem, QuestionVersion, RegradeOrder


def marking_addresses(edition: Edition) -> dict[str, str]:
    """Return where to order that answers are marked by the key of ``edition``.

    By the id of each question whose right answer it changed; only if the edition before asks it.
    """
    changed = Correction.objects.filter(edition=edition).changing_a_key()
    questions = list(changed.values_list("question", flat=True))
    addresses = {}
    for old in versions_before(edition, questions):
        page = reverse(
            "quizzes:staff_regrade_ask", args=[edition.course.slug, old.question.ref, old.number]
        )
        addresses[old.question.ref] = f"{page}?edition={edition.number}"
    return addresses


def versions_before(edition: Edition, questions: list[str]) -> QuerySet[QuestionVersion]:
    """Return the versions of questions, by their ids, in the edition before ``edition``."""
    versions: QuerySet[QuestionVersion] = QuestionVersion.objects.filter(
        pk__in=_items_of(edition, -1).filter(version__question__ref__in=questions).values("version")
    )
    return versions.select_related("question")


def _items_of(edition: Edition, offset: int) -> QuerySet[BankItem]:
    """Return the questions of the edition whose number differs by ``offset``."""
    items: QuerySet[BankItem] = BankItem.objects.filter(
        quiz__unit__edition__course=edition.course_id,
        quiz__unit__edition__number=edition.number + offset,
    )
    return items


def suggested_order(version: QuestionVersion, edition_number: str) -> dict[str, object]:
    """Return the first values of the form that asks for a marking by the key of an edition.

    {} if that edition does not exist, or does not change what is right in the question.
    """
    if not edition_number.isdecimal():
        return {}
    corrections = Correction.objects.filter(
        edition__course=version.question.course_id,
        edition__number=int(edition_number),
        question=version.question.ref,
    )
    correction = corrections.changing_a_key().select_related("edition").first()
    if correction is None:
        return {}
    item = _items_of(correction.edition, 0).filter(version__question=version.question_id).first()
    return {
        "action": RegradeOrder.Action.RESCORE,
        "to_version": item.version.number if item else None,
        "reason": f"{correction.what} {correction.why}".strip(),
    }
