"""The allow-list of HTML, by itself: every element, attribute, class and address.

The tables are a second copy on purpose: what is added to the list is to be added here too.
"""

import re

import nh3
import pytest

from course.text import cleaning
from course.text.cleaning import clean


def words(text: str) -> set[str]:
    return set(text.split())


KEPT_TAGS = words("""
    a aside blockquote br button code dd del div dl dt em figcaption figure h2 h3 img li ol p
    pre section span strong sub sup table tbody td th thead tr ul
""")
# Every element of HTML, of old HTML, of SVG and of MathML that a browser may act upon.
ELEMENTS = words("""
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound
    big blink blockquote body br button canvas caption center cite code col colgroup command
    content data datalist dd del details dfn dialog dir div dl dt element em embed
    fencedframe fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6
    head header hgroup hr html i iframe image img input ins isindex kbd keygen label legend
    li link listing main map mark marquee math menu menuitem meta meter multicol nav nextid
    nobr noembed noframes noscript object ol optgroup option output p param picture
    plaintext portal pre progress q rb rbc rp rt rtc ruby s samp script search section
    select shadow slot small source spacer span strike strong style sub summary sup table
    tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp
    svg g path circle rect line text tspan use defs symbol filter animate set foreignObject
    desc mpath discard mi mo mn ms mtext annotation annotation-xml maction mglyph malignmark
    semantics x-made-up
""")
KEPT_ATTRIBUTES = {
    "a": {"href", "aria-label"},
    "aside": {"aria-labelledby"},
    "button": {"popovertarget", "aria-label"},
    "div": {"tabindex", "role", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "p": {"data-mark"},
    "section": {"aria-label"},
    "span": {"popover"},
    "td": {"data-l"},
    "th": {"scope"},
}
EVERYWHERE = {"id", "lang"}
ATTRIBUTES = words("""
    accept accesskey action align allow alt aria-describedby aria-hidden aria-label
    aria-labelledby aria-live async autofocus autoplay background bgcolor border charset
    cite code codebase color cols colspan command commandfor content contenteditable
    controls coords crossorigin data data-l data-mark data-x datetime decoding default defer dir
    download draggable enctype enterkeyhint face for form formaction formmethod formtarget
    headers height hidden href hreflang http-equiv id imagesizes imagesrcset inert inputmode
    integrity is ismap itemid itemprop lang language loading longdesc loop lowsrc manifest
    max maxlength media method muted name nonce novalidate onabort onanimationstart
    onbeforetoggle onblur onclick onerror onfocus oninput onkeydown onload onmessage
    onmouseover onpointerdown onscroll onsubmit ontoggle ontouchstart ontransitionend
    onwheel open part pattern ping placeholder popover popovertarget popovertargetaction
    poster preload readonly rel required reversed role rowspan sandbox scope shape size
    sizes slot span src srcdoc srclang srcset start style summary tabindex target title
    translate type usemap value width wrap xlink:href xml:base xmlns
""")
KEPT_CLASSES = {
    "aside": {
        "box", "unknown", "crisis", "note", "key-points", "role",
        "role-1", "role-2", "role-3", "role-4", "role-5", "role-6",
    },
    "button": {"cite-mark", "term-mark"},
    "div": {"code-scroll", "table-scroll"},
    "figure": {"data", "figure"},
    "li": {"ticked", "to-tick"},
    "p": {"box-title"},
    "section": {"footnotes"},
    "span": {
        "blank", "cite", "cite-card", "kind", "seen", "term", "term-card", "vh", "words",
        "your-role",
    },
    "sup": {"cite", "footnote-ref"},
    "table": {"stack"},
}  # fmt: skip
CLASSES = words("button visually-hidden error field").union(*KEPT_CLASSES.values())
KEPT_SCHEMES = {"https", "mailto", "tel"}
SCHEMES = {*nh3.ALLOWED_URL_SCHEMES, *KEPT_SCHEMES} | words("""
    about app blob chrome data feed file filesystem gopher intent javascript jar livescript
    mhtml mocha ms-word resource vbscript view-source ws wss x
""")


def written(tag: str, attribute: str = "") -> str:
    """The start of an element, where the parser of HTML lets it stand."""
    before = {"tbody": "<table>", "thead": "<table>", "tr": "<table><tbody>"}
    before |= dict.fromkeys(("td", "th"), "<table><tbody><tr>")
    return f"{before.get(tag, '')}<{tag} {attribute}>"


def keeps(tag: str, attribute: str) -> bool:
    """Whether ``tag`` keeps this attribute, with its value as it was written."""
    return attributes_of(tag, clean(written(tag, attribute))) == [f" {attribute}"]


def attributes_of(tag: str, html: str) -> list[str]:
    """What stands in the start of each ``tag`` in ``html``."""
    return re.findall(rf"<{tag}(?=[ >])([^>]*)>", html)


def test_no_element_is_kept_but_those_in_the_table():
    places = ("", "<table>", "<table><tbody>", "<table><tbody><tr>", "<svg>", "<math>", "<select>")
    tried = ELEMENTS | KEPT_TAGS | cleaning.ALLOWED_TAGS
    kept = {
        tag
        for tag in tried
        for place in places
        if attributes_of(tag.lower(), clean(f"{place}<{tag}>x</{tag}>").lower())
    }
    assert kept == KEPT_TAGS


@pytest.mark.parametrize("tag", ["script", "style"])
def test_what_stands_in_a_script_or_a_style_goes_with_it(tag):
    assert clean(f"<p>Before<{tag}>alert(1)</{tag}></p>") == "<p>Before</p>"


def test_comments_and_what_is_no_element_do_not_come_through():
    assert clean("<!-- a --><!DOCTYPE html><?php x ?><![CDATA[y]]><p>a &lt;b&gt; &amp; c</p>") == (
        "<p>a &lt;b&gt; &amp; c</p>"
    )


@pytest.mark.parametrize("tag", sorted(KEPT_TAGS))
def test_an_element_keeps_no_attribute_but_those_in_the_table(tag):
    tried = ATTRIBUTES.union(*cleaning.ALLOWED_ATTRIBUTES.values())
    kept = {name for name in tried if keeps(tag, f'{name}="x"')}
    assert kept == KEPT_ATTRIBUTES.get(tag, set()) | EVERYWHERE
    for name in tried - kept:
        assert attributes_of(tag, clean(written(tag, f'{name}="x"'))) == [""]


@pytest.mark.parametrize("tag", sorted(KEPT_TAGS))
def test_a_text_runs_from_the_left_or_from_the_right(tag):
    tried = ("ltr", "rtl", "auto", "x", "")
    assert {direction for direction in tried if keeps(tag, f'dir="{direction}"')} == {"ltr", "rtl"}


def test_a_button_is_of_no_kind_but_one_that_sends_nothing():
    tried = ("button", "submit", "reset", "image", "menu", "x", "")
    assert {kind for kind in tried if keeps("button", f'type="{kind}"')} == {"button"}


@pytest.mark.parametrize("tag", sorted(KEPT_TAGS))
def test_an_element_keeps_no_class_but_those_in_the_table(tag):
    tried = CLASSES.union(*cleaning.ALLOWED_CLASSES.values())
    kept = {name for name in tried if keeps(tag, f'class="{name}"')}
    assert kept == KEPT_CLASSES.get(tag, set())


@pytest.mark.parametrize(("tag", "attribute"), [("a", "href"), ("img", "src")])
def test_an_address_has_no_scheme_but_those_in_the_table(tag, attribute):
    def kept(address: str) -> bool:
        return keeps(tag, f'{attribute}="{address}"')

    assert {scheme for scheme in SCHEMES if kept(f"{scheme}:x.example")} == KEPT_SCHEMES
    assert {scheme for scheme in SCHEMES if kept(f"{scheme}://x.example/")} == KEPT_SCHEMES


# A browser reads past blanks, line ends, tabs and the case of letters, and takes "\" for "/".
DISGUISED = (
    "JaVaScRiPt:x", " javascript:x", "java\tscript:x", "java\nscript:x", "&#106;avascript:x",
    "javascript&colon;x", "\x01javascript:x", "HTTP://x.example", "//x.example", "/\\x.example",
    "\\\\x.example", "/\t/x.example", " //x.example", "&#47;/x.example",
)  # fmt: skip


@pytest.mark.parametrize("address", DISGUISED)
def test_a_disguised_address_does_not_come_through(address):
    assert clean(f'<a href="{address}">x</a><img src="{address}">') == "<a>x</a><img>"


@pytest.mark.parametrize(
    "address", ["/courses/", "units/one/", "#passage", "?page=2", "./a.svg", "a//b", ""]
)
def test_an_address_of_this_site_comes_through(address):
    html = f'<a href="{address}">x</a>'
    assert clean(html) == html


def test_a_link_is_given_nothing_that_its_author_did_not_write():
    assert clean('<a href="https://x.example">x</a>') == '<a href="https://x.example">x</a>'
