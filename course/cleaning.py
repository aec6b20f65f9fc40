"""The allow-list for the HTML of lessons, quizzes and guide: what is not on it does not reach a reader."""

import nh3

TAGS = {
    "a", "aside", "blockquote", "br", "button", "code", "div", "em", "figcaption", "figure", "h2", "h3", "img", "li",
    "ol", "p", "section", "span", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "aria-label"},
    "aside": {"aria-labelledby"},
    "button": {"popovertarget", "aria-label"},
    "div": {"tabindex", "role", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "section": {"aria-label"},
    "span": {"popover"},
    "td": {"data-l"},
    "th": {"scope"},
}
CLASSES = {
    "aside": {
        "box", "unknown", "crisis", "note", "key-points", "role", "role-prescriber", "role-therapist", "role-nurse",
    },
    "button": {"cite-mark", "term-mark"},
    "div": {"table-scroll"},
    "figure": {"data", "figure"},
    "li": {"to-tick"},
    "p": {"box-title"},
    "section": {"footnotes"},
    "span": {"blank", "cite", "cite-card", "kind", "seen", "term", "term-card", "your-role"},
    "sup": {"cite", "footnote-ref"},
    "table": {"stack"},
}  # fmt: skip
CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    allowed_classes=CLASSES,
    tag_attribute_values={"button": {"type": {"button"}}},
    url_schemes={"https", "mailto", "tel"},
    link_rel=None,
)


def clean(html: str) -> str:
    """``html`` with everything taken out that is not on the lists above."""
    return CLEANER.clean(html)
