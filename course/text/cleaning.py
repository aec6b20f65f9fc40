"""Clean the HTML of lessons, quizzes and guide: what is not on these lists is taken out."""

import re

import nh3

ALLOWED_TAGS = {
    "a", "aside", "blockquote", "br", "button", "code", "dd", "del", "div", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "img", "li", "ol", "p", "pre", "section", "span",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {
    "*": {"id", "lang", "dir"},
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
ALLOWED_CLASSES = {
    "aside": {
        "box", "unknown", "crisis", "note", "key-points",
        "role", "role-1", "role-2", "role-3", "role-4", "role-5", "role-6",
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
DIRECTIONS = {"ltr", "rtl"}
# Another site without a scheme, as a browser reads it: past blanks and controls, and with "\\"
# for "/".
OTHER_SITE = re.compile(r"[\x00-\x20]*[/\\][\x00-\x20]*[/\\]")


def _value_to_keep(tag: str, attribute: str, value: str) -> str | None:
    """Return the value; None for another site without a scheme, and for an unknown direction."""
    if attribute == "dir":
        return value if value in DIRECTIONS else None
    is_address = attribute in {"href", "src"}
    return None if is_address and OTHER_SITE.match(value) else value


CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes=ALLOWED_ATTRIBUTES,
    allowed_classes=ALLOWED_CLASSES,
    tag_attribute_values={"button": {"type": {"button"}}},
    url_schemes={"https", "mailto", "tel"},
    attribute_filter=_value_to_keep,
    link_rel=None,
)


def clean(html: str) -> str:
    """Return ``html`` with everything taken out that is not on the lists above."""
    return CLEANER.clean(html)
