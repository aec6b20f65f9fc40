"""Read the words of HTML that was cleaned at publication."""

import re
from functools import lru_cache
from html import unescape

# A citation is a mark or a tag that nobody looks for; other elements stand between words.
CITATION_OR_TAG = re.compile(r'<sup class="cite">.*?</sup>|<[^>]+>', re.DOTALL)


@lru_cache(maxsize=1_000)
def words_of_html(html: str) -> str:
    """Return the words of HTML without elements and citations."""
    text = unescape(CITATION_OR_TAG.sub(" ", html))
    return " ".join(text.split())
