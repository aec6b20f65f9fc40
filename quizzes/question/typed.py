"""What the number and the short text share: the learner types the answer."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from quizzes.question.scoring import CORRECT, PARTIAL, Score


@dataclass(frozen=True)
class TypedResult:
    """Hold a typed answer, as a result shows it.

    sign: "right", "part" or "wrong".
    key: the right answer; "" while the key is closed.
    also: other answers that are right.
    slip: the reason written for exactly this wrong answer.
    why: the reason of the question.
    """

    answer: str
    sign: str
    key: str
    also: tuple[str, ...]
    slip: SafeString
    why: SafeString


def sign_of(score: Score) -> str:
    """Return the sign that a result shows for a score."""
    return {CORRECT: "right", PARTIAL: "part"}.get(score.status, "wrong")
