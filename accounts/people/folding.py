"""Say which letters are the same to somebody who searches. No Django, no database."""

import re
import unicodedata

# Accents of their own, apostrophes and invisible characters stand inside words: "patient’s".
INSIDE = r"[\u0300-\u036f]+|['’‘ʼ＇\u00ad\u200b-\u200f\u2060]+(?=[^\W_])"
WORD = re.compile(rf"[^\W_]+(?:(?:{INSIDE})[^\W_]*)*")
APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ＇", " "))
# Letters that lose no accent when Unicode takes them apart.
PLAIN_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"}
)


def fold_letters(word: str) -> str:
    """Return a word in small plain letters and digits, without accents."""
    folded = word.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", folded))
        folded = folded.translate(PLAIN_LETTERS)
    return "".join(filter(str.isalnum, folded))


def words_of(text: str) -> list[str]:
    """Return the words of a name or an address in order, folded."""
    words = [fold_letters(match[0]) for match in WORD.finditer(text)]
    return [word for word in words if word]


def all_words_of(text: str) -> set[str]:
    """Return the words by which a name is found: "O'Brien" as one word and as two."""
    return {*words_of(text), *words_of(text.translate(APOSTROPHES))}
