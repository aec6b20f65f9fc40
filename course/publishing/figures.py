"""Show a figure that is authored as data in the template of its kind."""

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from django.template.loader import render_to_string

from course.figures import drawing_of, file_name, read_figure
from course.figures.drawing import read_drawing
from course.figures.figure_box import words_of_title
from course.source.parts import AssetSource
from course.text.blocks import Block

# Returns a tree of the author's as HTML, not yet cleaned.
HtmlOf = Callable[[Element], str]


def figure_html(
    block: Block,
    attributes: Mapping[str, str],
    html_of: HtmlOf,
    pictures: Mapping[str, AssetSource],
    *,
    on_paper: bool,
) -> str:
    """Return a figure as HTML: words of the author cleaned, all else from our template.

    attributes: of its outermost element. pictures: those of the course, by path.
    """
    figure, _problems = read_figure(block)
    picture = pictures.get(drawing_of(block))
    context = {
        "figure": figure,
        "kind": block.kind,
        "caption": words_of_title(block),
        "attributes": attributes,
        "id": attributes["id"],
        "html_of": html_of,
        "drawing": read_drawing(picture.data)[0] if picture else None,
        "picture": picture,
        "on_paper": on_paper,
    }
    html = render_to_string(f"figures/{file_name(block.kind)}.html", context)
    return html.strip()
