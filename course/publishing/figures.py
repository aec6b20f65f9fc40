"""Show a figure that is authored as data in the template of its kind."""

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from course.figures import drawing_of, file_name, read_figure
from course.figures.check import Check
from course.figures.contract import FigureKind
from course.figures.drawing import Drawing, read_drawing
from course.figures.figure_box import words_of_title
from course.source.parts import AssetSource
from course.text.blocks import Block
from course.text.cleaning import clean
from course.text.dialect import without_paragraph
from course.text.passages import parse
from course.text.questions import AskedText

# Returns a tree of the author's as HTML, not yet cleaned.
HtmlOf = Callable[[Element], str]


def figure_html(
    block: Block,
    attributes: Mapping[str, str],
    html_of: HtmlOf,
    pictures: Mapping[str, AssetSource],
    *,
    lesson: str,
) -> str:
    """Return a figure as HTML: words of the author cleaned, all else from our template.

    attributes: of its outermost element. pictures: those of the course, by path.
    lesson: the address of its page, "" on paper.
    """
    figure, _problems = read_figure(block)
    picture = pictures.get(drawing_of(block))
    context = _frame_of(block, attributes) | {
        "figure": figure,
        "html_of": html_of,
        "drawing": _drawing_in(picture),
        "picture": picture,
        "lesson": lesson,
        "on_paper": not lesson,
        "question": _question_html(figure, attributes["id"], lesson, html_of),
    }
    html = render_to_string(f"figures/{file_name(block.kind)}.html", context)
    return html.strip()


def _frame_of(block: Block, attributes: Mapping[str, str]) -> dict[str, object]:
    """Return what the template that all kinds share shows of a figure."""
    return {
        "kind": block.kind,
        "caption": words_of_title(block),
        "attributes": attributes,
        "id": attributes["id"],
    }


def _drawing_in(picture: AssetSource | None) -> Drawing | None:
    if picture is None:
        return None
    drawing, _mistakes = read_drawing(picture.data)
    return drawing


def _question_html(figure: FigureKind | None, key: str, lesson: str, html_of: HtmlOf) -> SafeString:
    """Return the question of a check, as the app shows it that asks questions; "" without one.

    key: the id of the check.
    """
    question = figure.question if isinstance(figure, Check) else None
    if question is None:
        return SafeString()
    texts = {}
    for asked in question.texts:
        html = _text_html(asked, html_of)
        # The same texts stand on the page of the answer, which has no list of references.
        texts[asked.name] = html.replace('href="#', f'href="{lesson}#')
    if lesson:
        shown = question.form(f"{key}-answer", texts, f"{lesson}#{key}")
    else:
        shown = question.on_paper(texts)
    return mark_safe(shown)  # noqa: S308 (rendered by a template)


def _text_html(asked: AskedText, html_of: HtmlOf) -> str:
    """Return a text of a question as safe HTML, one paragraph without an element around it."""
    blocks = parse(asked.markdown, asked.line).blocks
    trees = [block.tree for block in blocks]
    if len(trees) == 1:
        trees = [without_paragraph(trees[0])]
    html = "\n".join(html_of(tree) for tree in trees)
    return clean(html)
