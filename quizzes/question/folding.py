"""Fold a typed text, so that case, quotes, dashes and spaces make no difference."""

import re
import unicodedata

QUOTES = str.maketrans(dict.fromkeys("‘’‚‛‹›′‵`´ʼʹ", "'") | dict.fromkeys("“”„‟«»″‶", '"'))
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
        text = FRACTION.sub(" ", POWER.sub("^", _visible(text)))
    text = _one_form(text.translate(QUOTES), is_plain)
    if not keep_case:
        text = _one_form(text.casefold(), is_plain)
    return " ".join(" ".join(text.split()).removesuffix(".").split())


def _one_form(text: str, is_plain: bool) -> str:
    if is_plain:
        return text
    text = unicodedata.normalize("NFKC", text).replace("\N{FRACTION SLASH}", "/")
    return "".join("-" if _is_dash(letter) else letter for letter in text)


def _is_dash(letter: str) -> bool:
    return unicodedata.category(letter) == "Pd" or letter in "−⁃"


def _visible(text: str) -> str:
    """Return the text without invisible characters, which come along with a paste.

    These are soft hyphens, joiners and direction signs.
    """
    if text.isascii():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
