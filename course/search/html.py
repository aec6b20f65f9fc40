"""Read the words of HTML that was cleaned at publication."""

import re
from functools import lru_cache
from html import unescape

CITATION = re.compile(r'<sup class="cite">.*?</sup>', re.DOTALL)  # nobody looks for its mark
TAG = re.compile(r"<[^>]+>")

# What an author left without a full stop, such as a cell or a choice, would run into the next.
INLINE_ENDS = r"(?:\s|</(?:em|strong|b|i|a|span)>)*"
END_WITHOUT_STOP = re.compile(
    rf"(?<=[\w%)]){INLINE_ENDS}</(?:p|li|td|th|dt|dd|label|summary|caption|figcaption|h[1-6])>"
)
BETWEEN = " · "


@lru_cache(maxsize=1_000)
def words_of_html(html: str) -> str:
    """Return the words of HTML without elements and citations; a point parts what has no stop."""
    parted = END_WITHOUT_STOP.sub(BETWEEN, CITATION.sub(" ", html))
    text = unescape(TAG.sub(" ", parted))
    return " ".join(text.split()).removesuffix(BETWEEN.rstrip()).rstrip()
