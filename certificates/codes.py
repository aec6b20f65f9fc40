"""Certificate numbers: twelve random characters, which are 60 bits.

Letters that are mistaken for digits are left out.
"""

import secrets

CODE_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
CODE_LENGTH = 12
GROUP_LENGTH = 4
MAX_TYPED_LENGTH = 64
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = (
    " ",
    "\t",
    "-",
    "\N{NON-BREAKING HYPHEN}",
    "\N{EN DASH}",
    "\N{NO-BREAK SPACE}",
)


def new_code() -> str:
    """Return a new random number, from the system's source of randomness."""
    characters = [secrets.choice(CODE_CHARACTERS) for _ in range(CODE_LENGTH)]
    return "".join(characters)


def normalise(text: str) -> str:
    """Return a number as somebody typed it in the form in which it is stored.

    That is in capitals, without separators, with O read as 0, and I and L as 1.
    """
    code = text[:MAX_TYPED_LENGTH]
    for separator in _SEPARATORS:
        code = code.replace(separator, "")
    return code.upper().translate(_READ_AS)


def is_code(text: str) -> bool:
    """Return whether ``text``, already normalised, has the form of a number."""
    if len(text) != CODE_LENGTH:
        return False
    return set(text) <= set(CODE_CHARACTERS)


def hyphenate(code: str) -> str:
    """Return a number as it is printed: XXXX-XXXX-XXXX."""
    starts = range(0, len(code), GROUP_LENGTH)
    groups = [code[start : start + GROUP_LENGTH] for start in starts]
    return "-".join(groups)
