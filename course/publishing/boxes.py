"""Say how the boxes of a lesson are drawn, and what stands in those that are filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _

from course.emergencies import PHONE_NUMBER
from course.publishing.elements import attributes_as_html
from course.source.parts import CourseSource
from course.text.blocks import Block


@dataclass(frozen=True)
class BoxFrame:
    """Hold how a box is drawn.

    classes: beside "box". title: where the author wrote none.
    beside_title, mark: HTML behind the title, and an attribute of it.
    """

    classes: str
    title: str
    beside_title: str = ""
    mark: str = ""

    def html(self, heading: str, contents: str, attributes: Mapping[str, str]) -> str:
        """Return a box; heading and contents are HTML, attributes those of its element."""
        written = attributes_as_html(attributes)
        key = attributes.get("id", "")
        title_id = escape(f"{key}-title")
        title = f"{heading}{self.beside_title}"
        return (
            f'<aside class="box {self.classes}"{written} aria-labelledby="{title_id}">'
            f'<p class="box-title" id="{title_id}"{self.mark}>{title}</p>{contents}</aside>'
        )


def frame_of(block: Block, course: CourseSource) -> BoxFrame:
    """Return how a box is drawn; that of a role by its place among the roles of the course."""
    if block.kind != "role":
        return BoxFrame(block.kind, _usual_titles().get(block.kind, block.kind))
    for place, role in enumerate(course.roles, 1):
        if role.key == block.target:
            return BoxFrame(
                f"role role-{place}",
                role.name,
                beside_title=f' <span class="your-role">{escape(_("your role"))}</span>',
                mark=f' data-mark="{escape(role.mark)}"',
            )
    return BoxFrame("role", block.target)


def _usual_titles() -> dict[str, str]:
    """Return the titles of boxes to which an author gives none, by kind."""
    return {
        "unknown": _("What we do not know"),
        "crisis": _("If someone is in danger"),
        "key-points": _("Key points"),
    }


def crisis_paragraphs(lines: Sequence[str]) -> str:
    """Return the words of the crisis box: a paragraph a sentence, its numbers to call."""
    return "".join(f"<p>{PHONE_NUMBER.sub(_call, escape(line))}</p>" for line in lines)


def _call(number: re.Match[str]) -> str:
    """Return a phone number as a link that calls it."""
    address = re.sub("[ -]", "", number[0])
    return f'<a href="tel:{address}">{number[0]}</a>'
