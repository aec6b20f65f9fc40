"""Certificate numbers: twelve random characters, 60 bits, without the letters that are mistaken for digits."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
LENGTH = 12
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = " -\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{NO-BREAK SPACE}\t"


def new_code() -> str:
    """A new number from the system's source of randomness."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise(text: str) -> str:
    """What somebody typed, as it is stored: upper case, without separators, O read as 0, I and L as 1."""
    bare = "".join(character for character in text[:64] if character not in _SEPARATORS)
    return bare.upper().translate(_READ_AS)


def is_code(text: str) -> bool:
    """Whether ``text``, already normalised, has the form of a number."""
    return len(text) == LENGTH and all(character in ALPHABET for character in text)


def shown(code: str) -> str:
    """As it is printed: XXXX-XXXX-XXXX."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
