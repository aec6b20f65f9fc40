"""Certificate numbers: twelve random characters, 60 bits, without the letters that are mistaken for digits."""

import secrets

CODE_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
CODE_LENGTH = 12
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = " -\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{NO-BREAK SPACE}\t"


def new_code() -> str:
    """Return a new random number, from the system's source of randomness."""
    return "".join(secrets.choice(CODE_CHARACTERS) for _ in range(CODE_LENGTH))


def normalise(text: str) -> str:
    """Return a number as somebody typed it in the form in which it is stored.

    That is in capitals, without separators, with O read as 0, and I and L as 1.
    """
    kept = (character for character in text[:64] if character not in _SEPARATORS)
    return "".join(kept).upper().translate(_READ_AS)


def is_code(text: str) -> bool:
    """Return whether ``text``, already normalised, has the form of a number."""
    return len(text) == CODE_LENGTH and all(character in CODE_CHARACTERS for character in text)


def hyphenate(code: str) -> str:
    """Return a number as it is printed: XXXX-XXXX-XXXX."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
