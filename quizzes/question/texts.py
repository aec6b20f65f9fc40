"""The Markdown texts of a question, and the same texts as HTML."""

from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from quizzes.question.body import Body, text_of


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

    def option(self, option: str) -> SafeString:
        """Return the HTML of an option, row or choice, by its id."""
        return self.of(f"option.{option}")

    def reason(self, option: str) -> SafeString:
        """Return the HTML of the reason of an option or row; "" if it has none."""
        return self.of(f"option.{option}.why")

    def plain_option(self, option: str) -> str:
        """Return an option, row or choice without its tags."""
        return self.plain(f"option.{option}")

    def of_part(self, part: str) -> "Html":
        """Return the texts of a part by their names within the part."""
        prefix = f"{part}."
        texts = Html()
        for name, text in self.items():
            if name.startswith(prefix):
                texts[name.removeprefix(prefix)] = text
        return texts


def option_texts(row: Body) -> Iterator[Text]:
    """Yield the texts of an option or row {id, text, rationale}."""
    name = f"option.{text_of(row, 'id')}"
    yield Text(name, text_of(row, "text"))
    yield Text(f"{name}.why", text_of(row, "rationale"), must_cite=True)
