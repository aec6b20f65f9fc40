"""The receipt of an attempt: what was handed in, when, and a checksum.

It is made from the stored rows each time, and is always the same.
"""

import hashlib
from datetime import UTC

from django.utils import translation
from django.utils.translation import gettext as _

from quizzes.models import Attempt

CHECKSUM_LABEL = "SHA-256: "


def checksum(receipt: str) -> str:
    """Return the SHA-256 at the end of a receipt's text."""
    return receipt.rpartition(CHECKSUM_LABEL)[2].strip()


def receipt_text(attempt: Attempt) -> str:
    """Return the receipt as plain text, without the score.

    Course, edition, quiz, attempt, times in UTC, each question with its version and the answer as
    handed in; the last line is the SHA-256 of everything above it.
    """
    # Without the score, which a regrade may change. In the language of the edition, because the
    # text must not depend on its reader's language.
    with translation.override(attempt.quiz.unit.edition.language):
        text = "\n".join(_receipt_lines(attempt)) + "\n\n"
    return f"{text}{CHECKSUM_LABEL}{hashlib.sha256(text.encode()).hexdigest()}\n"


def _receipt_lines(attempt: Attempt) -> list[str]:
    assert attempt.submitted_at is not None
    unit, edition = attempt.quiz.unit, attempt.quiz.unit.edition
    lines = [
        _("Receipt of an attempt"),
        "",
        f"{_('Course')}: {edition.title}, {_('edition')} {edition.number}",
        f"{_('Quiz')}: {unit.title}",
        f"{_('Enrolment')}: {attempt.enrolment.public_id}",
        f"{_('Attempt')}: {attempt.number}",
        f"{_('Started')}: {attempt.started_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
        f"{_('Handed in')}: {attempt.submitted_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
        f"{_('How')}: {attempt.get_submit_reason_display()}",
        "",
    ]
    for item in attempt.items.select_related("bank_item", "version__question"):
        html, version = item.bank_item.html, item.version
        words = " ".join(version.data.in_words(html, item.response).split())
        if words and not version.data.is_scored:
            words = _("written, and private")  # a receipt is made to be shown to others
        stem = " ".join(html.plain("stem").split())
        lines += [
            f"{item.position}. {stem}",
            f"   {_('Question')} {version.question.ref}, {_('version')} {version.number}, {version.sha256[:12]}",
            f"   {_('Answer')}: {words or _('none')}",
        ]
    return lines
