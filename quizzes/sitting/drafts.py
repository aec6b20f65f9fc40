"""Keep beside the stored answer what was sent and could not be saved, as a draft.

It stays until the learner saves an answer or chooses between the two.
"""

from datetime import datetime

from django.db import transaction

from quizzes.kinds import Posted
from quizzes.models import AttemptItem
from quizzes.question.words import words_of_form
from quizzes.sitting.attempts import lock_open_attempt
from quizzes.sitting.question_page import FIELD, characters_in

MAX_DRAFT_CHARACTERS = 20_000  # of all fields of a form together


def keep(item: AttemptItem, fields: Posted, seq: int, at: datetime) -> bool:
    """Keep the fields of a form as the draft; return False if they are too long.

    Fields in which nothing was written are not kept.
    seq: the count of saves when the form was made.
    Raises AlreadySubmittedError.
    """
    if characters_in(fields) > MAX_DRAFT_CHARACTERS:
        return False
    if words_of(item, fields):
        _write(item, {"seq": seq, "fields": dict(fields)}, at)
    return True


def drop(item: AttemptItem, at: datetime) -> None:
    """Delete the draft: the learner keeps what is stored. Safe to repeat.

    Raises AlreadySubmittedError.
    """
    _write(item, None, at)


def _write(item: AttemptItem, draft: dict[str, object] | None, at: datetime) -> None:
    with transaction.atomic():
        lock_open_attempt(item.attempt_id, at)
        AttemptItem.objects.filter(pk=item.pk).update(draft=draft)
    item.draft = draft


def words_of(item: AttemptItem, fields: Posted | None = None) -> str:
    """Return in words what the fields say, by default those of the draft.

    Returns "" if there is no draft, or nothing that can be read.
    """
    if fields is None and item.draft is not None:
        fields = item.draft["fields"]
    if fields is None:
        return ""
    return words_of_form(item.version.data, item.bank_item.html, fields, FIELD)
