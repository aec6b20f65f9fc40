"""What the kinds share that are answered by typing."""

from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class TypedResult:
    """An answer that was typed: itself, the right one, the reason for exactly this slip, and the reason."""

    answer: str
    key: str
    slip: SafeString
    why: SafeString
