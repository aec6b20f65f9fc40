"""Say what the fonts of certificates and guides can print.

A *face* is a font by its name in ``FACES``. A *glyph* is the drawing of a character in a font. An
*accent* is a combining character, which a font places by anchors on its letter.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any

# Certificates are set in the serif. A name that needs a letter which only the sans has is set in
# the sans as a whole.
FACES = {
    "serif": ("font_source_serif_pro", "SourceSerifPro-Regular.otf"),
    "sans": ("font_source_sans_pro", "SourceSansPro-Regular.otf"),
}
# Behind the name of a face: use it without its ``composites``.
LOOSE = "-loose"
_LETTER_WITH_ACCENTS = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*")
# These letters keep their dot under an accent, so that a font must have the whole letter.
_DOTTED_LETTERS = "ij\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}\N{CYRILLIC SMALL LETTER JE}"
MARK_TO_BASE = 4  # the type of a table that places accents on letters, in OpenType
_CLASS_ABOVE = 230  # Unicode's combining class of accents above their letter
Glyphs = dict[int, str]  # names of glyphs by code point
GlyphPair = tuple[str, str]  # the glyphs of a letter and of an accent
GlyphPairs = frozenset[GlyphPair]


def face_for(name: str) -> str | None:
    """Return the first face that can print ``name``; None if there is none.

    With "-loose" after it, the face must be used without its ``composites``: then the font places
    accents on the plain letter.
    """
    for face in FACES:
        loose_face = face + LOOSE
        if not _missing_letters(name, face):
            return face
        if not _missing_letters(name, loose_face):
            return loose_face
    return None


def not_printable(name: str) -> list[str]:
    """Return the letters because of which ``name`` cannot be printed, each once."""
    if face_for(name):
        return []
    missing_by_face = [_missing_letters(name, face + LOOSE) for face in FACES]
    return min(missing_by_face, key=len)


def without_glyph(text: str) -> list[str]:
    """Return the characters that no face has, each once. Spaces and line ends need none."""
    known: set[int] = set()
    for face in FACES:
        known.update(_glyphs(face))

    printed = [character for character in text if not character.isspace()]
    missing = []
    for character in dict.fromkeys(printed):
        if not _has_glyphs(character, known):
            missing.append(character)
    return missing


def _has_glyphs(character: str, known: set[int]) -> bool:
    """Return whether a character, or each part of it, is among the known code points."""
    if ord(character) in known:
        return True
    parts = unicodedata.normalize("NFD", character)
    return all(ord(part) in known for part in parts)


def composites(face: str) -> frozenset[int]:
    """Return the accented letters that a face can also compose of letter and accent.

    As code points.
    """
    glyphs = _glyphs(face)
    anchored = _anchored(face)
    codes = []
    for code in glyphs:
        parts = list(unicodedata.normalize("NFD", chr(code)))
        if len(parts) != 2:
            continue
        letter, accent = parts
        letter_glyph = glyphs.get(ord(letter), "")
        accent_glyph = glyphs.get(ord(accent), "")
        is_anchored = (letter_glyph, accent_glyph) in anchored
        if is_anchored and letter not in _DOTTED_LETTERS:
            codes.append(code)
    return frozenset(codes)


def font_file(face: str) -> Path:
    """Return the path of the regular weight of a face."""
    package, file = FACES[face]
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{package} is not installed. Run `make setup`.")
    folder = Path(spec.origin).parent
    return folder / "files" / file


def _missing_letters(name: str, face: str) -> list[str]:
    """Return the letters, with their accents, that ``face`` lacks and cannot compose."""
    plain = face.removesuffix(LOOSE)
    glyphs = dict(_glyphs(plain))
    if face.endswith(LOOSE):
        for code in composites(plain):
            del glyphs[code]
    anchored = _anchored(plain)

    missing = []
    for letter in dict.fromkeys(_LETTER_WITH_ACCENTS.findall(name)):
        if not _is_printed_right(letter, glyphs, anchored):
            missing.append(letter)
    return missing


def _is_printed_right(letter: str, glyphs: Glyphs, anchored: GlyphPairs) -> bool:
    """Return whether a letter with its accents is printed right.

    By the rules of the shaper: a character that has a glyph stays; one that has none is
    decomposed. An accent joins its letter if the two have a glyph together. Else it is placed by
    the anchors of both: they must have them, and each place takes one accent.
    """
    decomposed = [_decomposed(part, glyphs) for part in letter]
    base, *accents = list("".join(decomposed))
    separate: list[str] = []
    for accent in accents:
        joined = unicodedata.normalize("NFC", base + accent)
        is_one_letter = len(joined) == 1
        has_glyph = is_one_letter and ord(joined) in glyphs
        if has_glyph and not _is_blocked(accent, separate):
            base = joined
        else:
            separate.append(accent)
    return _takes_accents(base, separate, glyphs, anchored)


def _decomposed(part: str, glyphs: Glyphs) -> str:
    """Return a character as it is if it has a glyph, else as a letter and its accents."""
    if ord(part) in glyphs:
        return part
    return unicodedata.normalize("NFD", part)


def _is_blocked(accent: str, separate: list[str]) -> bool:
    """Return whether an accent that stays separate stands between this one and the letter."""
    place = unicodedata.combining(accent)
    places = [unicodedata.combining(other) for other in separate]
    return any(other_place >= place for other_place in places)


def _takes_accents(base: str, accents: list[str], glyphs: Glyphs, anchored: GlyphPairs) -> bool:
    """Return whether the font places these accents on the letter, each at a place of its own."""
    letter_glyph = glyphs.get(ord(base))
    if letter_glyph is None:
        return False
    places = [unicodedata.combining(accent) for accent in accents]
    different_places = set(places)
    if len(different_places) < len(places):
        return False
    if base in _DOTTED_LETTERS and _CLASS_ABOVE in places:
        return False

    for accent in accents:
        accent_glyph = glyphs.get(ord(accent), "")
        if (letter_glyph, accent_glyph) not in anchored:
            return False
    return True


@cache
def _glyphs(face: str) -> Glyphs:
    """Return the names of a face's glyphs by code point."""
    from fontTools.ttLib import TTFont

    with TTFont(font_file(face), lazy=True) as font:
        return dict(font.getBestCmap())


@cache
def _anchored(face: str) -> GlyphPairs:
    """Return the pairs of glyphs, letter and accent, that the face has anchors for."""
    from fontTools.ttLib import TTFont

    with TTFont(font_file(face), lazy=True) as font:
        table = font["GPOS"].table
        numbers: set[int] = set()
        for feature in table.FeatureList.FeatureRecord:
            if feature.FeatureTag == "mark":
                numbers.update(feature.Feature.LookupListIndex)

        pairs: set[GlyphPair] = set()
        for number in numbers:
            for part in table.LookupList.Lookup[number].SubTable:
                if part.LookupType == MARK_TO_BASE:
                    pairs.update(_anchored_pairs(part))
        return frozenset(pairs)


def _anchored_pairs(part: Any) -> Iterator[GlyphPair]:
    """Yield the pairs of letter and accent that one table of the font has anchors for."""
    letters = zip(part.BaseCoverage.glyphs, part.BaseArray.BaseRecord, strict=True)
    accents = zip(part.MarkCoverage.glyphs, part.MarkArray.MarkRecord, strict=True)
    for (base, base_record), (accent, accent_record) in product(letters, accents):
        anchor = base_record.BaseAnchor[accent_record.Class]
        if anchor is not None:
            yield base, accent
