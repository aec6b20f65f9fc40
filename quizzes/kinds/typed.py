"""What the kinds share that are answered by typing."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from quizzes.kinds.scoring import CORRECT, PARTIAL, Score


@dataclass(frozen=True)
class TypedResult:
    """An answer that was typed: itself, what it was worth ("right", "part" or "wrong"), the right one with what counts
    as well, the reason for exactly this slip, and the reason."""

    answer: str
    mark: str
    key: str
    also: tuple[str, ...]
    slip: SafeString
    why: SafeString


def mark_of(score: Score) -> str:
    """How a result marks an answer of that score."""
    return {CORRECT: "right", PARTIAL: "part"}.get(score.status, "wrong")
