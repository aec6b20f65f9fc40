"""Keep what was sent and could not be saved beside the stored answer, until the learner saves or chooses."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.attempts import lock_open_attempt
from quizzes.kinds import Posted
from quizzes.models import AttemptItem
from quizzes.questions import FIELD

LONGEST = 20_000  # characters of all fields of a form


def keep(item: AttemptItem, fields: Posted, seq: int, at: datetime) -> None:
    """Keep the fields of a form that was made at ``seq``; one in which nothing was written is not kept.

    Raises AlreadySubmittedError.
    """
    length = sum(len(text) for texts in fields.values() for text in texts)
    if length <= LONGEST and words_of(item, fields):
        _write(item, {"seq": seq, "fields": dict(fields)}, at)


def drop(item: AttemptItem, at: datetime) -> None:
    """Forget the draft: the learner keeps what is stored. Safe to repeat. Raises AlreadySubmittedError."""
    _write(item, None, at)


def _write(item: AttemptItem, draft: dict[str, Any] | None, at: datetime) -> None:
    with transaction.atomic():
        lock_open_attempt(item.attempt_id, at)
        AttemptItem.objects.filter(pk=item.pk).update(draft=draft)
    item.draft = draft


def words_of(item: AttemptItem, fields: Posted | None = None) -> str:
    """Return in words what a form says, that of the draft if none is given; "" where there is none."""
    if fields is None:
        if item.draft is None:
            return ""
        fields = item.draft["fields"]
    return item.version.data.sent_in_words(item.bank_item.html, fields, FIELD)


def state_of(rows: Iterable[tuple[int, int | None]]) -> str:
    """Return a text that differs as soon as an answer was saved or a draft kept.

    rows: of each item of an attempt, in order, the count of its saves and that of its draft.
    """
    return "-".join(f"{seq}" if kept is None else f"{seq}.{kept}" for seq, kept in rows)
