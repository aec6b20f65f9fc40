"""Put what is published on attempts and their items, from the process's memory."""

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from quizzes.models.attempt import Attempt, AttemptItem
from quizzes.models.bank import BankItem, Quiz


def with_quizzes(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Return the attempts, each with its quiz, unit, edition and course."""
    attempts = list(attempts)
    quizzes = Quiz.at_hand(attempt.quiz_id for attempt in attempts)
    for attempt in attempts:
        attempt.quiz = quizzes[attempt.quiz_id]
    return attempts


def with_questions(items: Iterable[AttemptItem]) -> list[AttemptItem]:
    """Return the items of attempts, each with its question version and its texts."""
    items = list(items)
    bank_items = BankItem.at_hand(item.bank_item_id for item in items)
    for item in items:
        item.bank_item = bank_items[item.bank_item_id]
        item.version = item.bank_item.version  # an attempt asks what the bank has
    return items


def read_items(attempt: Attempt) -> list[AttemptItem]:
    """Return the attempt's items with their questions; ``items.all()`` is the same from now on."""
    prefetch_related_objects([attempt], "items")
    return with_questions(attempt.items.all())
