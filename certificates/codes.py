"""Certificate numbers: their characters, their check character, and how they are printed.

A number has sixteen characters. Fifteen are random, which are 75 bits; the last one is the check
character. Numbers of the first release have twelve random characters and no check; they go on.
Letters that are mistaken for digits are left out.
"""

import secrets

CODE_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
CODE_LENGTH = 16
OLD_CODE_LENGTH = 12
GROUP_LENGTH = 4
# x⁵ + x² + 1, a primitive polynomial: it makes a field of 32 elements, one for each character.
_FIELD_POLYNOMIAL = 0b100101


def new_code() -> str:
    """Return a new random number, from the system's source of randomness."""
    characters = [secrets.choice(CODE_CHARACTERS) for _ in range(CODE_LENGTH - 1)]
    return with_check_character("".join(characters))


def with_check_character(characters: str) -> str:
    """Return fifteen characters with the check character after them."""
    return characters + CODE_CHARACTERS[_check_sum(characters + "0")]


def is_code(text: str) -> bool:
    """Return whether ``text``, already normalised, can be a number, by form and check character."""
    if not set(text) <= set(CODE_CHARACTERS):
        return False
    if len(text) == OLD_CODE_LENGTH:
        return True
    return len(text) == CODE_LENGTH and _check_sum(text) == 0


def hyphenate(code: str) -> str:
    """Return a number as it is printed: XXXX-XXXX-XXXX-XXXX, an older one XXXX-XXXX-XXXX."""
    starts = range(0, len(code), GROUP_LENGTH)
    groups = [code[start : start + GROUP_LENGTH] for start in starts]
    return "-".join(groups)


def _check_sum(characters: str) -> int:
    """Return 0 if the last character fits the others.

    The characters are the coefficients of a polynomial, whose value at a generator of the field
    is the sum. So one wrong character, or two that changed places, always give another sum.
    """
    total = 0
    for character in characters:
        total = _times_generator(total) ^ CODE_CHARACTERS.index(character)
    return total


def _times_generator(element: int) -> int:
    """Return an element of the field (0 to 31), multiplied by the generator."""
    doubled = element << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled > 31 else doubled
