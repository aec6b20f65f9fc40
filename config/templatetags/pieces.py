"""Tags for parts of pages that are kept once they are rendered."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
INDENTATION = re.compile(r"\n\s+")


@register.simple_block_tag
def unindented(content: SafeString) -> SafeString:
    """Return HTML without the spaces before its lines and without empty lines.

    For what has no element that shows its spaces, as ``pre`` does.
    """
    # A line's end is a space to the browser, as the end with all that followed it was.
    return mark_safe(INDENTATION.sub("\n", content))  # noqa: S308 (a template rendered it)
