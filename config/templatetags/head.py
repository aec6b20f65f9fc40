"""Tags of the head of a page: how it is called and described, also where a link to it is shown."""

import html
import textwrap
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
LONGEST_DESCRIPTION = 160  # characters; search engines cut what is longer


@register.simple_block_tag
def page_title(content: SafeString) -> SafeString:
    """Return the title of the page that stands inside, for the window and for links."""
    title = _words(content)
    return format_html(
        '<title>{0}</title>\n<meta property="og:title" content="{0}">',
        title,
    )


@register.simple_block_tag
def page_description(content: SafeString) -> SafeString:
    """Return the description of the page that stands inside, shortened if it is too long."""
    description = textwrap.shorten(_words(content), LONGEST_DESCRIPTION, placeholder="…")
    return format_html(
        '<meta name="description" content="{0}">\n<meta property="og:description" content="{0}">',
        description,
    )


@register.simple_tag(takes_context=True)
def page_address(context: Mapping[str, Any]) -> str:
    """Return the whole address of the page, without a query."""
    return f"{settings.BASE_URL}{context['request'].path}"


@register.simple_tag
def whole_static(path: str) -> str:
    """Return the whole address of a static file, as other sites ask for it."""
    return f"{settings.BASE_URL}{static(path)}"


def _words(content: SafeString) -> str:
    """Return rendered words in one line, unescaped, to be escaped once for where they go."""
    return " ".join(html.unescape(content).split())
