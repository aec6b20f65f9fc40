"""Check the name for a certificate, so that every accepted name can be printed."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.fields import HIDDEN_CATEGORIES
from course.names.paper_fonts import not_printable

MAX_NAME_LETTERS = 120
# Punctuation that occurs in names; other signs are no part of a name.
_PUNCTUATION = set(
    "0123456789 '-.,()/"
    "\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{LEFT SINGLE QUOTATION MARK}"
    "\N{MIDDLE DOT}"
    "\N{MODIFIER LETTER TURNED COMMA}"
    "\N{MODIFIER LETTER APOSTROPHE}"
)
_ACCEPTED_VARIANTS = str.maketrans(
    {
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{HYPHEN}": "-",
        "\N{NO-BREAK SPACE}": " ",
        # Pasted from a PDF: two letters in one character.
        "\N{LATIN SMALL LIGATURE FF}": "ff",
        "\N{LATIN SMALL LIGATURE FI}": "fi",
        "\N{LATIN SMALL LIGATURE FL}": "fl",
        "\N{LATIN SMALL LIGATURE FFI}": "ffi",
        "\N{LATIN SMALL LIGATURE FFL}": "ffl",
    }
)
# What people type into a field that they do not want to fill in.
_NO_NAMES = {"n/a", "n.a."}


def clean_holder_name(name: str) -> str:
    """Return the name as it will be printed: composed (NFC), with single spaces.

    Raises ValidationError, saying what to do, if it is empty or too long, or has control or
    direction characters, or letters that our fonts do not have.
    """
    name = unicodedata.normalize("NFC", name).translate(_ACCEPTED_VARIANTS).strip()
    _refuse_hidden_characters(name)
    name = " ".join(name.split())
    if not any(unicodedata.category(character).startswith("L") for character in name):
        raise ValidationError(_("Write your name with at least one letter."), code="no-letter")
    if name.casefold() in _NO_NAMES:
        raise ValidationError(_("Write the name of the person."), code="no-name")
    if len(name) > MAX_NAME_LETTERS:
        raise ValidationError(
            _("Use %(most)d characters or fewer. This name has %(length)d."),
            code="too-long",
            params={"most": MAX_NAME_LETTERS, "length": len(name)},
        )
    if wrong := _characters_outside_names(name) or not_printable(name):
        raise ValidationError(
            _what_to_do(wrong), code="not-printable", params={"characters": " ".join(wrong)}
        )
    return name


def _what_to_do(wrong: list[str]) -> str:
    """Say what to do about characters that are no part of a name, or that no font has."""
    if any(unicodedata.category(character).startswith(("L", "M")) for character in "".join(wrong)):
        return _(
            "The certificate cannot print: %(characters)s."
            " Write your name in Latin letters, as in a passport."
        )
    return _("Leave out: %(characters)s. A name has letters, spaces, hyphens and apostrophes.")


def _refuse_hidden_characters(name: str) -> None:
    """Raise ValidationError if a character of the name cannot be seen."""
    for character in name:
        if unicodedata.category(character) in HIDDEN_CATEGORIES:
            raise ValidationError(
                _("Type the name again: it contains an invisible character (%(code)s)."),
                code="hidden",
                params={"code": f"U+{ord(character):04X}"},
            )


def _characters_outside_names(name: str) -> list[str]:
    """Return the characters that are no letters, accents or punctuation of names, each once."""
    outside = []
    for character in name:
        is_letter_or_accent = unicodedata.category(character).startswith(("L", "M"))
        if character not in _PUNCTUATION and not is_letter_or_accent:
            outside.append(character)
    return list(dict.fromkeys(outside))
