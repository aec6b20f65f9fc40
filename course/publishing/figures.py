"""Show a figure that is authored as data in the template of its kind."""

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from course.figures import drawing_of, file_name, read_figure
from course.figures.check import Check
from course.figures.drawing import read_drawing
from course.figures.figure_box import words_of_title
from course.source.parts import AssetSource
from course.text.blocks import Block
from course.text.cleaning import clean
from course.text.dialect import without_paragraph
from course.text.passages import parse
from course.text.questions import AskedQuestion

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
    context = {
        "figure": figure,
        "kind": block.kind,
        "caption": words_of_title(block),
        "attributes": attributes,
        "id": attributes["id"],
        "html_of": html_of,
        "drawing": read_drawing(picture.data)[0] if picture else None,
        "picture": picture,
        "lesson": lesson,
        "on_paper": not lesson,
    }
    if isinstance(figure, Check) and figure.question:
        context["question"] = _question_html(figure.question, context, html_of)
    html = render_to_string(f"figures/{file_name(block.kind)}.html", context)
    return html.strip()


def _question_html(
    question: AskedQuestion, context: Mapping[str, object], html_of: HtmlOf
) -> SafeString:
    """Return a question of a check as the app shows it that asks questions."""
    texts = {}
    for asked in question.texts:
        blocks = parse(asked.markdown, asked.line).blocks
        trees = [block.tree for block in blocks]
        if len(trees) == 1:
            trees = [without_paragraph(trees[0])]
        html = clean("\n".join(html_of(tree) for tree in trees))
        # The same texts stand on the page of the answer, which has no list of references.
        texts[asked.name] = html.replace('href="#', f'href="{context["lesson"]}#')
    if context["on_paper"]:
        return mark_safe(question.on_paper(texts))  # noqa: S308 (rendered by a template)
    key = context["id"]
    form = question.form(f"{key}-answer", texts, f"{context['lesson']}#{key}")
    return mark_safe(form)  # noqa: S308 (rendered by a template)
