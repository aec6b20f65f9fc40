"""Read the words of HTML that was cleaned at publication."""

import re
from functools import lru_cache
from html import unescape

# A citation is a mark or a tag that nobody looks for; other elements stand between words.
CITATION_OR_TAG = re.compile(r'<sup class="cite">.*?</sup>|<[^>]+>', re.DOTALL)

# What an author left without a full stop, such as a cell or a choice, would run into the next.
END_WITHOUT_STOP = re.compile(
    r"(?<=[\w%)])\s*</(?:p|li|td|th|dt|dd|label|summary|caption|figcaption|h[1-6])>"
)
BETWEEN = " · "


@lru_cache(maxsize=1_000)
def words_of_html(html: str) -> str:
    """Return the words of HTML without elements and citations; a point parts what has no stop."""
    text = unescape(CITATION_OR_TAG.sub(" ", END_WITHOUT_STOP.sub(BETWEEN, html)))
    return " ".join(text.split()).removesuffix(BETWEEN.rstrip()).rstrip()
