"""Write the attributes of a block's outermost element, and the frame around code."""

from collections.abc import Mapping

from django.utils.html import escape
from django.utils.translation import gettext as _

from course.text.blocks import Block
from course.text.languages import direction_of


def language_of(block: Block) -> dict[str, str]:
    """Return the attributes that say in which language a block is; none if it needs none."""
    if not block.language:
        return {}
    return {"lang": block.language, "dir": direction_of(block.language)}


def attributes_as_html(attributes: Mapping[str, str]) -> str:
    """Return attributes as they stand in the start of an element."""
    written = ""
    for name, value in attributes.items():
        written += f' {name}="{escape(value)}"'
    return written


def code_frame(html: str, attributes: Mapping[str, str]) -> str:
    """Put a frame around a code block that the keyboard can scroll."""
    label = escape(_("Code"))
    written = attributes_as_html(attributes)
    frame = f'<div class="code-scroll"{written} tabindex="0" role="region" aria-label="{label}">'
    return f"{frame}{html}</div>"
