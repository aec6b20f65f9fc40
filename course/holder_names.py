"""Names that can be printed: every character is checked against the fonts of the certificate before a name is taken."""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_LENGTH = 120
# Certificates are set in the serif; a name that needs a letter which only the sans has is set in the sans as a whole.
FACES = {
    "serif": ("font_source_serif_pro", "SourceSerifPro-Regular.otf"),
    "sans": ("font_source_sans_pro", "SourceSansPro-Regular.otf"),
}
# Punctuation that occurs in names; other signs are no part of a name.
_PUNCTUATION = set("0123456789 '-.,()/\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{MIDDLE DOT}"
                   "\N{MODIFIER LETTER TURNED COMMA}\N{MODIFIER LETTER APOSTROPHE}")  # fmt: skip
_HIDDEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
_ALIASES = str.maketrans({"\N{NON-BREAKING HYPHEN}": "-", "\N{HYPHEN}": "-", "\N{NO-BREAK SPACE}": " "})


def clean_holder_name(name: str) -> str:
    """The name as it will be printed: composed (NFC), single spaces.

    Raises ValidationError, saying what to do, if it is empty or too long, or has control or direction characters or
    letters that our fonts do not have.
    """
    name = " ".join(unicodedata.normalize("NFC", name).translate(_ALIASES).split(" ")).strip()
    if hidden := [character for character in name if unicodedata.category(character) in _HIDDEN]:
        raise ValidationError(
            _("Type the name again: it contains an invisible character (%(code)s)."),
            code="hidden",
            params={"code": f"U+{ord(hidden[0]):04X}"},
        )
    name = " ".join(name.split())
    if not any(unicodedata.category(character).startswith("L") for character in name):
        raise ValidationError(_("Write your name with at least one letter."), code="no-letter")
    if len(name) > MAX_LENGTH:
        raise ValidationError(
            _("Use %(most)d characters or fewer. This name has %(length)d."),
            code="too-long",
            params={"most": MAX_LENGTH, "length": len(name)},
        )
    if wrong := _not_of_a_name(name) or not_printable(name):
        raise ValidationError(
            _("The certificate cannot print: %(characters)s. Write your name in Latin letters, as in a passport."),
            code="not-printable",
            params={"characters": " ".join(wrong)},
        )
    return name


def face_for(name: str) -> str | None:
    """The face of ``FACES`` that has every letter of ``name``; None if there is no such face."""
    return next((face for face in FACES if not _missing(name, face)), None)


def not_printable(name: str) -> list[str]:
    """The characters that keep ``name`` from being printed, each once."""
    return [] if face_for(name) else min((_missing(name, face) for face in FACES), key=len)


def font_file(face: str) -> Path:
    """Where the regular weight of a face lies."""
    package, file = FACES[face]
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{package} is not installed. Run `make setup`.")
    return Path(spec.origin).parent / "files" / file


def _not_of_a_name(name: str) -> list[str]:
    odd = (c for c in name if c not in _PUNCTUATION and unicodedata.category(c)[0] not in "LM")
    return list(dict.fromkeys(odd))


def _missing(name: str, face: str) -> list[str]:
    glyphs = _glyphs(face)
    # A letter without a glyph of its own is printed as its base with marks, which the fonts know how to place.
    return [
        letter
        for letter in dict.fromkeys(name)
        if ord(letter) not in glyphs and not all(ord(part) in glyphs for part in unicodedata.normalize("NFD", letter))
    ]


@cache
def _glyphs(face: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font_file(face), lazy=True) as font:
        return frozenset(font.getBestCmap())
