"""The Markdown of a course: the tables of docs/content-format.md, run row by row."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from course.publishing.rendering import render_fragment, render_lesson
from course.source import CourseSource, SourceError, read_course
from course.text.passages import parse
from course.text.trees import text_of
from tests.course.course_folder import FIRST_LESSON, lesson, write_course

FORMAT = (Path(settings.BASE_DIR) / "docs" / "content-format.md").read_text()
WORKING, REFUSED = "| What | You write | It becomes |", "| You write | The checker says |"


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> CourseSource:
    return read_course(write_course(tmp_path_factory.mktemp("course")))


def rows(head: str) -> list[list[str]]:
    """The cells of the table with this head, each without its backticks; ⏎ is a line feed."""
    table = FORMAT.split(f"\n{head}\n")[1].split("\n\n")[0]
    written = [re.split(r"(?<!\\)\|", row)[1:-1] for row in table.split("\n")[1:]]
    return [[plain(cell) for cell in cells] for cells in written]


def plain(cell: str) -> str:
    code = re.fullmatch(r"(`+) ?(.*?) ?\1", cell.strip())
    text = code.group(2) if code and len(code.group(1)) > 1 else cell.strip().strip("`")
    return text.replace("\\|", "|").replace("⏎", "\n")


def page(course: CourseSource, markdown: str) -> str:
    """The page of a lesson with this text, without ids."""
    unit = replace(course.unit("welcome"), text=parse(markdown))
    rendered = render_lesson(unit, course, asset_url=str, unit_url=str, glossary_url="")
    return re.sub(r' id="[^"]*"', "", "\n".join(passage.html for passage in rendered.passages))


def refused(markdown: str) -> list[tuple[int, str]]:
    return list(parse(markdown).mistakes)


def test_the_tables_are_there():
    assert len(rows(WORKING)) >= 20
    assert len(rows(REFUSED)) >= 30


@pytest.mark.parametrize(("what", "written", "html"), rows(WORKING))
def test_what_the_format_says_works(course, what, written, html):
    assert page(course, written) == html
    assert refused(written) == []


@pytest.mark.parametrize(("written", "message"), rows(REFUSED))
def test_what_the_format_does_not_hold_is_refused(written, message):
    ((line, text),) = parse(f"Words.\n\n{written}", 7).mistakes
    assert text == message
    assert 9 <= line <= 9 + written.count("\n")


def test_a_refusal_names_the_file(tmp_path):
    ((line, text),) = complaints(tmp_path, "So[@F1] $$x$$")
    assert line == 8
    assert text.startswith("formulas are not part of the format")


def complaints(tmp_path, text: str) -> list[tuple[int, str]]:
    """What is wrong with the course whose first lesson begins with this text, on line 8."""
    files = {FIRST_LESSON: lesson(text), "01-start/020-second.md": None}
    with pytest.raises(SourceError) as error:
        read_course(write_course(tmp_path, **files))
    assert {mistake.file for mistake in error.value.mistakes} == {FIRST_LESSON}
    return [(mistake.line, mistake.text) for mistake in error.value.mistakes]


CODE = """\
# A comment of the code

| a | b |
rate = [@F99] ~~x~~ $$ <b> {plain}

- [ ] no list
===
/// note
///
"""


@pytest.mark.parametrize("fence", ["```", "~~~~", "```python"])
def test_a_code_block_is_shown_as_it_is(course, fence):
    mark = fence.rstrip("python")
    text = f"Before.\n{fence}\n{CODE}{mark}\n{{#the-code}}\n\nAfter."
    parsed = parse(text)
    assert parsed.mistakes == ()
    assert [(block.kind, block.key) for block in parsed.blocks] == [
        ("paragraph", "before"),
        ("code", "the-code"),
        ("paragraph", "after"),
    ]
    assert text_of(parsed.blocks[1].tree) == " ".join(CODE.split())
    assert "&lt;b&gt;" in page(course, text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"```\n{CODE.partition('///')[0]}", 1),
        (f"/// note | A\n```\n{CODE}```\n///\n\n```\n```", 15),
        ("    " + CODE.replace("\n", "\n    "), 1),
        ("- One\n\n  " + f"```\n{CODE}```".replace("\n", "\n  "), 3),
        ("> " + f"```\n{CODE}```".replace("\n", "\n> "), 1),
    ],
    ids=["no end", "empty, below a box with code", "indented", "in a list", "in a quote"],
)
def test_a_code_block_is_one_finding_at_most(text, line):
    assert [here for here, _text in refused(text)] == [line]


def test_wrong_words_in_a_code_block_are_one_finding(tmp_path):
    wrong = "```\nThe drug users are addicts.\n\nKetamine is safe and effective.\n```"
    ((line, text),) = complaints(tmp_path, wrong)
    assert (line, text[:12]) == (9, '"drug users"')


def test_citations_and_footnotes_in_code_are_not_replaced(course):
    text = "Write `[@F1]` and `[^a]`.[@F2]\n\n```\n[@F1] [^a]\n```"
    unit = replace(course.unit("welcome"), text=parse(text))
    rendered = render_lesson(unit, course, asset_url=str, unit_url=str, glossary_url="")
    assert rendered.facts == ("F2",)
    assert [passage.tags for passage in rendered.passages] == [("F2",), ()]
    assert "<code>[@F1]</code> and <code>[^a]</code>" in rendered.passages[0].html
    assert "<pre><code>[@F1] [^a]</code></pre>" in rendered.passages[1].html
    fragment = render_fragment(parse(text), course, unit_url=str, references_url="/r/")
    assert "<code>[@F1]</code>" in fragment
    assert "<pre><code>[@F1] [^a]</code></pre>" in fragment


def test_a_citation_in_code_is_no_source(tmp_path):
    ((line, text),) = complaints(tmp_path, "A claim `[@F1]`.")
    assert (line, text[:28]) == (8, "this paragraph cites nothing")


@pytest.mark.parametrize(
    "text",
    [
        "- a\n  - b\n    - c\n  - d\n- e",
        "- a\n    - b\n        - c\n    - d\n- e",
        "* a\n   + b\n      - c\n   + d\n* e",
        " - a\n   - b\n     - c\n   - d\n - e",
        "- a\n\t- b\n\t\t- c\n\t- d\n- e",
    ],
    ids=["two", "four", "three", "one more", "tabs"],
)
def test_points_nest_by_two_spaces_or_more(course, text):
    html = page(course, text)
    assert re.sub(r"\s", "", html) == (
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e</li></ul>"
    )


def test_braces_end_a_list():
    parsed = parse("- One\n{plain}\n\n4. Four\n{#four}")
    assert parsed.mistakes == ()
    assert [(block.text, block.plain, block.key) for block in parsed.blocks] == [
        ("- One", True, "one"),
        ("4. Four", False, "four"),
    ]


def test_words_go_on_in_the_next_line_of_a_nested_point(course):
    html = page(course, "1. a\n   more\n   - b\n     more\n2. c")
    assert " ".join(html.split()) == (
        "<ol> <li>a more<ul> <li>b more</li> </ul> </li> <li>c</li> </ol>"
    )


@pytest.mark.parametrize(
    "text",
    ["~50 to ~60", "50~60 and 70~80", "2 ^ 3 ^ 4", "a ~ b ~ c", "[x](https://a.example/~b/c~d~e)"],
)
def test_a_tilde_or_a_caret_alone_stays(course, text):
    html = page(course, text)
    assert "<su" not in html
    assert "<del" not in html


@pytest.mark.parametrize(
    "text", ["$5 to $10", "US$5 and CA$6", "5$ or 6$", "between $5 and 10$", "in $ and in $"]
)
def test_a_price_is_no_formula(text):
    assert refused(text) == []


def test_a_definition_may_be_long_and_go_on_after_an_empty_line(course):
    text = "Onset\n: When it begins\n  or is felt.\nPeak\n: When it is most.\n\n: The *top*."
    assert re.sub(r"\n", "", page(course, text)) == (
        "<dl><dt>Onset</dt><dd>When it begins or is felt.</dd>"
        "<dt>Peak</dt><dd>When it is most.</dd><dd>The <em>top</em>.</dd></dl>"
    )


def test_definitions_need_a_source(tmp_path):
    ((line, text),) = complaints(tmp_path, "Onset\n: When it begins.")
    assert (line, text[:34]) == (8, "this definition list cites nothing")


def test_code_and_definitions_count_as_words(course):
    text = "Onset\n: When it begins.\n\n```\nrate = 2 # per hour\n```\n\nH~2~O."
    unit = replace(course.unit("welcome"), text=parse(text))
    rendered = render_lesson(unit, course, asset_url=str, unit_url=str, glossary_url="")
    assert [passage.text for passage in rendered.passages] == [
        "Onset When it begins.",
        "rate = 2 # per hour",
        "H2O.",
    ]
    assert rendered.words == 4 + 4 + 1


def test_entities_and_escapes_are_characters_in_the_text():
    assert text_of(parse("Below 5 &lt; 6 &amp; \\*so\\*").blocks[0].tree) == "Below 5 < 6 & *so*"
