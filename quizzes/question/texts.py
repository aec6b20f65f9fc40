"""The Markdown texts of a question, and the same texts as HTML."""

from html import unescape
from typing import NamedTuple

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe


class Text(NamedTuple):
    """Hold one Markdown text of a question.

    name: "stem", "option.a", "option.a.why" …
    must_cite: True if the text must cite facts.
    """

    name: str
    markdown: str
    must_cite: bool = False


class Html(dict[str, str]):
    """Hold the texts of a question as HTML, by name. They were cleaned at publication."""

    def of(self, name: str) -> SafeString:
        """Return the HTML of a text; "" if there is none."""
        return mark_safe(self.get(name, ""))  # noqa: S308

    def plain(self, name: str) -> str:
        """Return the text without its tags."""
        without_tags = strip_tags(self.get(name, ""))
        return unescape(without_tags).strip()

    def of_part(self, prefix: str) -> "Html":
        """Return the texts whose names begin with the prefix, without the prefix."""
        return Html(
            {
                name.removeprefix(prefix): text
                for name, text in self.items()
                if name.startswith(prefix)
            }
        )
