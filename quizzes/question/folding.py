"""Fold a typed text, so that case, quotes, dashes and spaces make no difference."""

import re
import unicodedata

SINGLE_QUOTES = dict.fromkeys("‘’‚‛‹›′‵`´ʼʹ", "'")
DOUBLE_QUOTES = dict.fromkeys("“”„‟«»″‶", '"')
QUOTES = str.maketrans(SINGLE_QUOTES | DOUBLE_QUOTES)
FRACTION = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
POWER = re.compile(r"(?<=\d)(?=[⁺⁻]?[⁰¹²³⁴-⁹])")


def is_blank(text: str) -> bool:
    """Tell whether a text has no visible character."""
    return not _visible(text).strip()


def folded(text: str, *, keep_case: bool = False) -> str:
    """Return the text with one form of letters, quotes, dashes and spaces.

    Letters take Unicode NFKC. Invisible characters and a final full stop go, and so does case
    unless ``keep_case``.
    """
    is_plain = text.isascii()  # Most texts are: then there is little to fold.
    if not is_plain:
        # A power stays a power and a fraction a fraction: 10² is not 102, 1½ is not 11/2.
        text = POWER.sub("^", _visible(text))
        text = FRACTION.sub(" ", text)
    text = text.translate(QUOTES)
    text = _one_form(text, is_plain)
    if not keep_case:
        text = _one_form(text.casefold(), is_plain)
    without_stop = _one_space(text).removesuffix(".")
    return _one_space(without_stop)


def _one_space(text: str) -> str:
    """Return the words of a text with one space between them."""
    return " ".join(text.split())


def _one_form(text: str, is_plain: bool) -> str:
    if is_plain:
        return text
    text = unicodedata.normalize("NFKC", text)
    text = text.replace("\N{FRACTION SLASH}", "/")
    letters = ["-" if _is_dash(letter) else letter for letter in text]
    return "".join(letters)


def _is_dash(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category == "Pd" or letter in "−⁃"


def _visible(text: str) -> str:
    """Return the text without invisible characters, which come along with a paste.

    These are soft hyphens, joiners and direction signs.
    """
    if text.isascii():
        return text
    letters = [letter for letter in text if not _is_format_character(letter)]
    return "".join(letters)


def _is_format_character(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf"
