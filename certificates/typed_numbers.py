"""Read the number out of what somebody typed or pasted, or say why there is none.

The public check, its lists and the search of staff all read by this.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.codes import CODE_CHARACTERS, CODE_LENGTH, OLD_CODE_LENGTH, is_code

# Whole web addresses and the names of downloaded files are shorter.
MAX_TYPED_LETTERS = 300
# Letters of other alphabets that look like Latin ones, so that an eye or a scanner takes them so.
_LATIN = str.maketrans(
    "АВСЕНКМОРТХУІЈЅԚԜԌΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABCEHKMOPTXYIJSQWGABEZHIKMNOPTYX",
)
_DIGITS_FOR = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NO_CODE_CHARACTERS = str.maketrans("", "", CODE_CHARACTERS)
_ADDRESS = re.compile(r"/(?:VERIFY|CERTIFICATES)/([^/?#\s]+)")
_LABEL = re.compile(
    r"\W*(?:(?:CERTIFICATE|CERT|RECORD|VERIFICATION|NUMBER|NUM|NO|NR|CODE|ID)\b[\s.:#]*)+"
)
_GROUP = "[0-9A-Z]{4}"
_SEPARATED_GROUP = "[^0-9A-Z]{1,3}" + _GROUP
# Numbers of four groups, then older ones of three. They may overlap: each stands in a look-ahead.
_GROUPS = [
    re.compile(f"(?<![0-9A-Z])(?=({_GROUP}(?:{_SEPARATED_GROUP}){{{count}}})(?!-?[0-9A-Z]))")
    for count in (3, 2)
]


class Problem(Enum):
    """Why a text is not a number."""

    EMPTY = "empty"
    CHARACTERS = "characters"
    LENGTH = "length"
    CHECK = "check-character"


@dataclass(frozen=True)
class TypedNumber:
    """Hold what was read of a typed text.

    code: the number in the form in which it is stored; "" if there is none.
    characters: the letters and digits that were read.
    problem: None if there is a number. No certificate need have it.
    replaced: the letters that were read as digits: some of O, I and L.
    """

    code: str
    characters: str
    problem: Problem | None
    replaced: str = ""


def read_number(text: str) -> TypedNumber:
    """Return the number that a text holds, or why it holds none.

    Separators, capitals, a label before it, a web address or a file name around it do not matter.
    """
    shown = _one_form(text[:MAX_TYPED_LETTERS])
    candidates = list(_candidates(shown))
    for candidate in candidates:
        if is_code(_characters(candidate)):
            return _typed(candidate)
    return _typed(candidates[0])


def normalise(text: str) -> str:
    """Return the letters and digits of a text, as numbers have them: in capitals, O as 0."""
    return _characters(_one_form(text[:MAX_TYPED_LETTERS]))


def explain(number: TypedNumber) -> str:
    """Say what is wrong with a text that is not a number, and what to do."""
    if number.problem == Problem.EMPTY:
        return _("Type or paste the number of a certificate.")
    if number.problem == Problem.CHARACTERS:
        wrong = dict.fromkeys(number.characters.translate(_NO_CODE_CHARACTERS))
        return _("No number has these characters: %s") % " ".join(wrong)
    if number.problem == Problem.LENGTH:
        count = len(number.characters)
        return ngettext(
            "This has %(count)d character. Numbers have %(new)d, older ones %(old)d.",
            "This has %(count)d characters. Numbers have %(new)d, older ones %(old)d.",
            count,
        ) % {"count": count, "new": CODE_LENGTH, "old": OLD_CODE_LENGTH}
    return _(
        "The last character does not fit the others, so one of them is wrong."
        " Compare the number with the certificate, character by character."
    )


def _typed(candidate: str) -> TypedNumber:
    """Return what was read of the part of a text that should be the number."""
    characters = _characters(candidate)
    problem = _problem_of(characters)
    return TypedNumber(
        code="" if problem else characters,
        characters=characters,
        problem=problem,
        replaced="".join(letter for letter in "OIL" if letter in candidate),
    )


def _problem_of(characters: str) -> Problem | None:
    """Return why these letters and digits are no number; None if they are."""
    if not characters:
        return Problem.EMPTY
    if not set(characters) <= set(CODE_CHARACTERS):
        return Problem.CHARACTERS
    if len(characters) not in (CODE_LENGTH, OLD_CODE_LENGTH):
        return Problem.LENGTH
    return None if is_code(characters) else Problem.CHECK


def _candidates(text: str) -> Iterator[str]:
    """Yield the parts of a text that may be its number, the likeliest first."""
    address = _ADDRESS.search(text)
    if address:
        yield address[1].removesuffix(".JSON")
        return
    label = _LABEL.match(text)
    yield text[label.end() :] if label else text
    yield text
    if len(_characters(text)) <= CODE_LENGTH:
        # There is no room for words: a part of it would be a number with characters missing.
        return
    # In a sentence or in a file's name. Words before the number can look like a group too.
    for groups in _GROUPS:
        yield from reversed(groups.findall(text))


def _one_form(text: str) -> str:
    """Return a text in Latin capitals and plain digits, without invisible characters."""
    letters = []
    for letter in unicodedata.normalize("NFKC", text).upper():
        if unicodedata.category(letter) != "Cf":
            letters.append(_plain_digit(letter))
    return "".join(letters).translate(_LATIN)


def _plain_digit(letter: str) -> str:
    """Return the digit 0 to 9 for a digit of any script; any other letter as it is."""
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def _characters(text: str) -> str:
    """Return the letters and digits of a text in one form, O as 0, I and L as 1."""
    return "".join(filter(str.isalnum, text)).translate(_DIGITS_FOR)
