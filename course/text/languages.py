"""Tell how the code of a language is written, and which languages are written from the right."""

import re

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
MAX_CODE_LETTERS = 16
RIGHT_TO_LEFT = frozenset({
    "ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi",
})  # fmt: skip


def is_language(code: str) -> bool:
    """Return whether ``code`` is written as the code of a language."""
    return len(code) <= MAX_CODE_LETTERS and bool(LANGUAGE.fullmatch(code))


def direction_of(code: str) -> str:
    """Return "rtl" or "ltr", how a language is written."""
    language = code.partition("-")[0]
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
