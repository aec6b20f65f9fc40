"""Tags of the head of a page: how it is called and described, also where a link to it is shown."""

import html
import textwrap
from collections.abc import Mapping
from typing import Any, cast

from django import template
from django.conf import settings
from django.forms import BaseForm
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()
LONGEST_DESCRIPTION = 160  # characters; search engines cut what is longer


@register.simple_block_tag(takes_context=True)
def page_title(context: Context, content: SafeString) -> SafeString:
    """Return the title of the page that stands inside, for the window and for links.

    Where a form of the page came back with faults, it begins with "Error:". The title is what is
    heard first of a new page.
    """
    title = _words(content)
    mark = _("Error:")
    if not title.startswith(mark) and _has_faulty_form(context):
        title = f"{mark} {title}"
    return format_html(
        '<title>{0}</title>\n<meta property="og:title" content="{0}">',
        title,
    )


def _has_faulty_form(context: Context) -> bool:
    """Return whether a form that the page was given holds faults."""
    # type() instead of isinstance(), which would read the user and make a token on every page.
    values = context.flatten().values()
    return any(
        cast(BaseForm, value).errors for value in values if issubclass(type(value), BaseForm)
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
