"""Names that can be printed: every character is checked against the fonts of the certificate before a name is taken."""

import re
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
LOOSE = "-loose"
_LETTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*")
_DOTTED = (
    "ij\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}\N{CYRILLIC SMALL LETTER JE}"  # keep their dot under a mark
)
_ABOVE = 230
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
    """The first face of ``FACES`` that can print ``name``; None if there is none.

    With "-loose" after it, the face must be used without its ``composites``: then marks are placed on the plain letter.
    """
    faces = (f"{face}{manner}" for face in FACES for manner in ("", LOOSE))
    return next((face for face in faces if not _missing(name, face)), None)


def not_printable(name: str) -> list[str]:
    """The letters that keep ``name`` from being printed, each once."""
    return [] if face_for(name) else min((_missing(name, face + LOOSE) for face in FACES), key=len)


def without_glyph(text: str) -> list[str]:
    """Return the characters that no face has, each once. Spaces and line ends need none."""
    known = {code for face in FACES for code in _glyphs(face)}
    printed = [character for character in text if not character.isspace()]
    return [
        character
        for character in dict.fromkeys(printed)
        if not all(ord(part) in known for part in unicodedata.normalize("NFD", character))
        and ord(character) not in known
    ]


def composites(face: str) -> frozenset[int]:
    """The accented letters that a face could as well put together from a letter and a mark."""
    glyphs, anchored = _glyphs(face), _anchored(face)
    pairs = ((code, unicodedata.normalize("NFD", chr(code))) for code in glyphs)
    return frozenset(
        code
        for code, parts in pairs
        if len(parts) == 2
        and parts[0] not in _DOTTED
        and (glyphs.get(ord(parts[0])), glyphs.get(ord(parts[1]))) in anchored
    )


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
    """The letters, with their marks, that ``face`` lacks or cannot put together."""
    plain = face.removesuffix(LOOSE)
    glyphs = {**_glyphs(plain)}
    if face.endswith(LOOSE):
        for code in composites(plain):
            del glyphs[code]
    letters = dict.fromkeys(_LETTER.findall(name))
    return [letter for letter in letters if not _fits(letter, glyphs, _anchored(plain))]


def _fits(letter: str, glyphs: dict[int, str], anchored: frozenset[tuple[str, str]]) -> bool:
    """Whether a letter with its marks comes out right, by the rules of the shaper.

    What has a glyph stays; what has none is taken apart; a mark joins its letter if that has a glyph together, else it
    is placed by the anchors of both, for which there must be some, and one mark a place.
    """
    parts = "".join(part if ord(part) in glyphs else unicodedata.normalize("NFD", part) for part in letter)
    base = parts[0]
    loose: list[str] = []
    for mark in parts[1:]:
        joined = unicodedata.normalize("NFC", base + mark)
        blocked = any(unicodedata.combining(other) >= unicodedata.combining(mark) for other in loose)
        if len(joined) == 1 and ord(joined) in glyphs and not blocked:
            base = joined
        else:
            loose.append(mark)
    places = [unicodedata.combining(mark) for mark in loose]
    return (
        ord(base) in glyphs
        and not (base in _DOTTED and _ABOVE in places)
        and len(set(places)) == len(places)
        and all((glyphs[ord(base)], glyphs.get(ord(mark), "")) in anchored for mark in loose)
    )


@cache
def _glyphs(face: str) -> dict[int, str]:
    from fontTools.ttLib import TTFont

    with TTFont(font_file(face), lazy=True) as font:
        return dict(font.getBestCmap())


@cache
def _anchored(face: str) -> frozenset[tuple[str, str]]:
    """The pairs of glyphs, letter and mark, for which the face says where the mark goes."""
    from fontTools.ttLib import TTFont

    with TTFont(font_file(face), lazy=True) as font:
        table = font["GPOS"].table
        numbers = {
            number
            for record in table.FeatureList.FeatureRecord
            if record.FeatureTag == "mark"
            for number in record.Feature.LookupListIndex
        }
        subtables = [part for number in numbers for part in table.LookupList.Lookup[number].SubTable]
        return frozenset(
            (base, mark)
            for part in subtables
            if part.LookupType == 4
            for mark, mark_record in zip(part.MarkCoverage.glyphs, part.MarkArray.MarkRecord, strict=True)
            for base, base_record in zip(part.BaseCoverage.glyphs, part.BaseArray.BaseRecord, strict=True)
            if base_record.BaseAnchor[mark_record.Class] is not None
        )
