"""Rendering: safe HTML with passages on which notes and links can stand."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.hours import minutes
from course.publishing.rendering import render_fragment, render_guide_page, render_lesson
from course.text.passages import parse


def render(course, markdown=None):
    unit = course.unit("welcome")
    if markdown is not None:
        unit = replace(unit, text=parse(markdown))
    return render_lesson(
        unit,
        course,
        asset_url=lambda path: f"/media/{path}",
        unit_url=lambda key: f"/learn/{key}/",
        glossary_url="/glossary/",
    )


def fragment(course, text):
    return render_fragment(
        parse(text), course, unit_url=lambda key: f"/learn/{key}/", references_url="/references/"
    )


def test_every_block_is_a_passage_with_a_key_that_is_its_id(course):
    lesson = render(course)
    assert [(passage.key, passage.kind, passage.critical) for passage in lesson.passages] == [
        ("one-thing-is-so-and-its", "paragraph", False),
        ("a-section", "heading", False),
        ("nothing-is-claimed-here-see-the", "paragraph", False),
        ("a-first-point-perhaps-a-second", "list", False),
        ("numbers", "table", False),
        ("drawing", "figure", False),
        ("danger", "paragraph", True),
        ("role-nurse", "role", False),
        ("unknown", "unknown", False),
        ("key-points", "key-points", False),
    ]
    assert all(f'id="{passage.key}"' in passage.html for passage in lesson.passages)
    assert lesson.html == "\n".join(passage.html for passage in lesson.passages)
    assert lesson.figures == 2
    assert lesson.passages[3].text == "A first point, perhaps. A second point."


def test_links_lead_to_units_passages_and_the_web(course):
    html = render(
        course, "[a](unit:second#unknown) [b](#danger) [c](https://example.org/?a=1&b=2) d"
    ).html
    assert re.findall(r'href="([^"]*)"', html) == [
        "/learn/second/#unknown",
        "#danger",
        "https://example.org/?a=1&amp;b=2",
    ]


def test_a_box_has_its_title_and_a_role_says_whose_it_is(course):
    assert render(course, "/// role | nurse\nWatch.\n///").html == (
        '<aside class="box role role-2" id="role-nurse" '
        'aria-labelledby="role-nurse-title"><p class="box-title"'
        ' id="role-nurse-title" data-mark="N">Nurse or monitor <span class="your-role">your '
        "role</span></p><p>Watch.</p></aside>"
    )


def test_the_crisis_box_brings_the_words_of_the_course(course):
    html = render(course, "/// crisis\n///").html
    assert "If someone is in danger" in html
    assert "<p>Stay with the patient.</p>" in html
    assert re.findall(r'href="([^"]*)"', html) == ["tel:911", "tel:988"]


def test_a_table_repeats_its_heads_for_narrow_screens(course):
    html = next(passage.html for passage in render(course).passages if passage.key == "numbers")
    assert html.startswith(
        '<figure class="data" id="numbers"><figcaption>What was measured</figcaption>'
    )
    assert 'role="region"' in html
    assert 'aria-label="What was measured"><table class="stack">' in html
    assert '<th scope="col">Route</th>' in html
    assert '<th scope="row">Vein</th>' in html
    assert '<td data-l="Onset"><span>Seconds<span class="cite">' in html


def test_a_figure_has_alternative_text_and_its_size(course):
    html = next(passage.html for passage in render(course).passages if passage.key == "drawing")
    assert html == (
        '<figure class="figure" id="drawing"><img src="/media/img/line.svg" alt="A line that '
        'falls" width="60"'
        ' height="30" loading="lazy"><figcaption>One thing, drawn</figcaption></figure>'
    )


def test_footnotes_stand_at_the_end_and_lead_back(course):
    html = render(course, "A.[^x] B.[^y]\n\n[^y]: Second.\n\n[^x]: First.").html
    assert re.findall(r'id="(fn-\d)">(\w+)', html) == [("fn-1", "First"), ("fn-2", "Second")]
    assert re.findall(r'href="#(fn\S+?)"', html) == ["fn-1", "fn-2", "fnref-1", "fnref-2"]


def test_footnotes_are_one_passage_whose_words_do_not_count(course):
    note = "Of *one* thing.[@F1]"
    lesson = render(course, f"A claim.[^x]\n\n## A heading\n\n[^x]: {note}")
    footnotes = lesson.passages[-1]
    assert [passage.kind for passage in lesson.passages] == ["paragraph", "heading", "footnotes"]
    assert (footnotes.key, footnotes.text) == ("footnotes", "Of one thing.")
    assert (footnotes.critical, footnotes.tags) == (False, ())
    assert lesson.words == 4  # "A claim.", "A heading"
    # What a note cites belongs to the lesson all the same.
    assert (lesson.facts, lesson.references) == (("F1",), {1: "R1", 2: "R2"})


def test_a_block_keeps_its_key_when_it_is_moved_and_when_one_is_added_before_it():
    keys = [block.key for block in parse("One block here.\n\nAnother block there.").blocks]
    moved = [block.key for block in parse("New.\n\nAnother block there.\n\nOne block here.").blocks]
    assert keys == ["one-block-here", "another-block-there"]
    assert moved == ["new", "another-block-there", "one-block-here"]


def test_equal_beginnings_are_numbered_and_written_keys_come_first():
    text = (
        "Same words.\n\nSame words.\n\nOther. {#same-words}\n\n/// unknown\nx\n///\n\n/// "
        "unknown\ny\n///"
    )
    assert [block.key for block in parse(text).blocks] == [
        "same-words-2", "same-words-3", "same-words", "unknown", "unknown-2",
    ]  # fmt: skip


def test_a_fragment_of_one_paragraph_has_no_element_around_it(course):
    assert fragment(course, "It is *so*.[@F2]") == (
        'It is <em>so</em>.<sup class="cite"><a aria-label="Reference 2, label" '
        'href="/references/#R2">2</a></sup>'
    )


def test_a_fragment_of_two_paragraphs_has_paragraphs(course):
    assert fragment(course, "One.\n\nTwo [there](unit:second).") == (
        '<p>One.</p>\n<p>Two <a href="/learn/second/">there</a>.</p>'
    )


def test_a_run_of_underscores_is_a_line_to_write_on(course):
    lesson = render(
        course,
        "| Who | Name |\n|---|---|\n| Calls | ___ |\n\nCall ______ first, at "
        "[a__b](https://a.example/b___c).",
    )
    assert '<td data-l="Name"><span><span class="blank"></span></span></td>' in lesson.html
    assert 'Call <span class="blank"></span> first' in lesson.html
    assert 'href="https://a.example/b___c"' in lesson.html
    assert lesson.passages[0].text == "Who Name Calls"


def test_a_point_with_empty_brackets_has_a_box_to_tick(course):
    lesson = render(course, "- [ ] Ask again.[@F1]\n- [x] Call.\n- Go on.")
    assert '<li class="to-tick"><span class="vh">To do: </span>Ask again.' in lesson.html
    assert '<li class="ticked"><span class="vh">Done: </span>Call.</li>' in lesson.html
    assert "<li>Go on.</li>" in lesson.html
    assert lesson.passages[0].text == "Ask again. Call. Go on."


@pytest.mark.parametrize(
    ("words", "figures", "checks", "items", "expected"),
    [
        (0, 0, 0, 0, 0),
        (1, 0, 0, 0, 1),
        (200, 0, 0, 0, 1),
        (201, 0, 0, 0, 2),
        (200, 2, 0, 0, 3),
        (0, 0, 1, 0, 1),
        (0, 0, 4, 0, 2),
        (0, 0, 0, 1, 2),
        (0, 0, 1, 1, 2),
        (0, 0, 0, 12, 18),
    ],
)
def test_minutes_are_whole_and_rounded_up(words, figures, checks, items, expected):
    assert minutes(words, figures, checks, items) == expected


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='position:fixed'>x</p>",
    "<style>*{display:none}</style>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    '[x](https://example.org/"onmouseover=alert(1))',
    '[x](#"onmouseover=alert(1))',
    '[x](unit:second#"onclick=alert(1))',
    '[x](term:half-life"onclick=alert(1))',
    "[x](//example.org)",
    "[x](tel:900)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x"onerror=alert(1)](img/line.svg)',
    '/// figure | a"onclick=alert(1)\n    id: x\n\n![x" onerror=alert(1)](img/line.svg)\n///',
    "/// note | <script>alert(1)</script>\nx\n///",
    '/// table | <img src=x onerror=alert(1)>\n    id: x\n\n| <b onclick=x> | "onclick=x |\n'
    "|---|---|\n| a | b |\n///",
    "/// html | script\nalert(1)\n///",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "`<script>alert(1)</script>`",
    "```\n<script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "[^<script>]: x",
    "[@<script>alert(1)</script>]",
    "x {onclick=alert(1)}",
    "x {: onclick=alert(1) style=x}",
    '# x {#a"onclick=alert(1)}',
    "<!-- --><script>alert(1)</script>",
    "<<script>script>alert(1)<</script>/script>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<form action=https://example.org><input name=password></form>",
    "<button popovertarget=x formaction=javascript:alert(1)>x</button>",
]
TAGS = {
    "a", "aside", "blockquote", "button", "code", "dd", "del", "div", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "img", "li", "ol", "p", "pre", "section", "span",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "br",
}  # fmt: skip


class Reader(HTMLParser):
    """Collects what a browser would take for markup."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))


def harm(html):
    found = []
    for tag, attributes in Reader(html).elements:
        found += [tag] if tag not in TAGS else []
        for name, value in attributes.items():
            address = (value or "").strip().lower()
            found += (
                [name] if name.startswith("on") or name in {"style", "srcdoc", "formaction"} else []
            )
            if name in {"href", "src"} and not address.startswith(
                ("#", "/", "https://", "mailto:", "tel:9")
            ):
                found.append(address)
            found += [address] if address.startswith("//") else []
    return found


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_a_script_a_handler_or_a_style(course, attack):
    assert harm(render(course, attack).html) == []
    assert harm(render(course, f"- {attack}\n\n> {attack}").html) == []
    assert harm(fragment(course, attack)) == []
    page = replace(course.guide[0], text=parse(attack))
    assert harm(render_guide_page(page, course, {}, asset_url=lambda path: f"/media/{path}")) == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*ATTACKS, "[", "](", ")", "`", "\n", "\n\n", "<", '"', "**", "{#a}", "| a |"]
        ),
        max_size=6,
    )
)
def test_no_mixture_of_attacks_becomes_one(parts):
    course = COURSES[0]
    assert harm(render(course, "".join(parts)).html) == []
    assert harm(fragment(course, "".join(parts))) == []


COURSES = []


@pytest.fixture(autouse=True)
def _course_for_properties(course):
    COURSES[:] = [course]


def test_texts_of_the_lists_are_escaped_too(course):
    evil = replace(
        course.references["R1"],
        title="<script>alert(1)</script>",
        seen='"><img src=x onerror=alert(1)>',
    )
    term = replace(course.glossary["half-life"], definition="<script>alert(1)</script>")
    evil_course = replace(
        course,
        references={**course.references, "R1": evil},
        glossary={**course.glossary, "half-life": term},
    )
    html = render(evil_course).html
    assert harm(html) == []
    assert "&lt;script&gt;" in html
