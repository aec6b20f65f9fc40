"""Show a figure that is authored as data in the template of its kind."""

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from django.template.loader import render_to_string

from course.figures import KINDS, file_name, read_figure
from course.figures.figure_box import words_of_title
from course.text.blocks import SETTING, Block, walk
from course.text.trees import text_of

# Returns a tree of the author's as HTML, not yet cleaned.
HtmlOf = Callable[[Element], str]


def figure_html(block: Block, attributes: Mapping[str, str], html_of: HtmlOf) -> str:
    """Return a figure as HTML: words of the author cleaned, all else from our template.

    attributes: of its outermost element.
    """
    figure, _problems = read_figure(block)
    context = {
        "figure": figure,
        "kind": block.kind,
        "caption": words_of_title(block),
        "attributes": attributes,
        "id": attributes["id"],
        "html_of": html_of,
    }
    html = render_to_string(f"figures/{file_name(block.kind)}.html", context)
    return html.strip()


def words_of_figure(block: Block) -> str:
    """Return the words of a figure, without its settings that are no text for readers."""
    spoken = KINDS[block.kind].spoken
    parts = [text_of(block.title_tree)]
    for part in walk(block.inner):
        if part.kind != SETTING or part.target in spoken:
            parts.append(text_of(part.tree))
    return " ".join(filter(None, parts))
