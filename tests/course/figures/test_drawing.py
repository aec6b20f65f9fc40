"""Drawings: shapes with classes, and nothing that could run, load or color."""

import pytest

from course.figures.drawing import read_drawing

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 320">{}</svg>'


def test_a_drawing_is_its_shapes_with_classes_of_its_own_name(course):
    shapes = '<g class="body warn"><path d="M0 0L9.5,-9"/></g><!-- a note -->words'
    drawing, mistakes = read_drawing(SVG.format(shapes).encode())
    assert mistakes == []
    assert (drawing.width, drawing.height) == (640, 320)
    assert drawing.shapes == ('<g class="drawn-body drawn-warn"><path d="M0 0L9.5,-9"></path></g>')


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("<script>alert(1)</script>", "<script> is no shape"),
        ("<text>Ketamine</text>", "<text> is no shape"),
        ("<style>*{}</style>", "<style> is no shape"),
        ("<g><foreignObject/></g>", "<foreignObject> is no shape"),
        ("<image href='x.png'/>", "<image> is no shape"),
        ("<use href='#a'/>", "<use> is no shape"),
        ("<animate/>", "<animate> is no shape"),
        ("<path onclick='a()'/>", '"onclick" of <path> is refused'),
        ("<path style='fill:red'/>", '"style" of <path> is refused'),
        ("<path fill='red'/>", '"fill" of <path> is refused'),
        ("<path id='main'/>", '"id" of <path> is refused'),
        ("<path d='url(#a)'/>", '"d" of <path> is refused'),
        ("<path d='&quot;&gt;&lt;script'/>", '"d" of <path> is refused'),
        ("<path class='button'/>", 'there is no class "button"'),
        (
            "<p xmlns='http://www.w3.org/1999/xhtml'/>",
            "<{http://www.w3.org/1> is no shape",
        ),
    ],
)
def test_what_is_no_shape_is_refused(shape, words):
    drawing, mistakes = read_drawing(SVG.format(shape).encode())
    assert drawing is None
    assert len(mistakes) == 1
    assert words in mistakes[0]


@pytest.mark.parametrize("box", ["", "0 0 0 9", "0 0 50% 100%", "1 1 640 320", "0 0 640 320 9"])
def test_a_drawing_says_its_size(box):
    drawing, mistakes = read_drawing(SVG.replace("0 0 640 320", box).format("").encode())
    assert drawing is None
    assert "its width and height" in mistakes[0]
