"""The receipt of an attempt: what was handed in, when, and a checksum.

It is made from the stored rows each time, and is always the same.
"""

import hashlib
from datetime import UTC, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from quizzes.models import Attempt, AttemptItem

CHECKSUM_LABEL = "SHA-256: "


def receipt_text(attempt: Attempt) -> str:
    """Return the receipt as plain text, without the score.

    Course, edition, quiz, attempt, times in UTC, each question with its version and the answer as
    handed in; the last line is the SHA-256 of everything above it.
    """
    # Without the score, which a regrade may change. In the language of the edition, because the
    # text must not depend on its reader's language.
    edition = attempt.quiz.unit.edition
    with translation.override(edition.language):
        lines = _receipt_lines(attempt)
    text = "\n".join(lines) + "\n\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text}{CHECKSUM_LABEL}{digest}\n"


def _receipt_lines(attempt: Attempt) -> list[str]:
    lines = [_("Receipt of an attempt"), ""]
    lines += [f"{name}: {value}" for name, value in _facts(attempt)]
    lines.append("")
    for item in attempt.asked_items:
        lines += _item_lines(item)
    return lines


def _facts(attempt: Attempt) -> list[tuple[str, object]]:
    """Return (name, value) of what identifies the attempt, and when it was sat."""
    assert attempt.submitted_at is not None
    unit = attempt.quiz.unit
    edition = unit.edition
    course = {"title": edition.title, "number": edition.number}
    return [
        (_("Course"), _("%(title)s, edition %(number)d") % course),
        (_("Quiz"), unit.title),
        (_("Enrolment"), attempt.enrolment.public_id),
        (_("Attempt"), attempt.number),
        (_("Started"), _in_utc(attempt.started_at)),
        (_("Handed in"), _in_utc(attempt.submitted_at)),
        (_("How"), attempt.get_submit_reason_display()),
    ]


def _in_utc(moment: datetime) -> str:
    in_utc = moment.astimezone(UTC)
    return f"{in_utc:%Y-%m-%d %H:%M:%S} UTC"


def _item_lines(item: AttemptItem) -> list[str]:
    """Return the question's stem, its version and the answer as handed in."""
    html = item.bank_item.html
    version = item.version
    answer = _on_one_line(version.data.in_words(html, item.response))
    if answer and not version.data.is_scored:
        answer = _("written, and private")  # a receipt is made to be shown to others
    words = {
        "question": version.question.ref,
        "version": version.number,
        "digest": version.sha256[:12],
    }
    stem = _on_one_line(html.plain("stem"))
    return [
        f"{item.position}. {stem}",
        "   " + _("Question %(question)s, version %(version)d, %(digest)s") % words,
        "   " + _("Answer: %s") % (answer or _("none")),
    ]


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
