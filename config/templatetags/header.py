"""Tags of the bar at the top of a page, which is rendered once for many people."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User

register = template.Library()
# What the kept header has where something of one person belongs. Comments, since neither an
# address nor a title can write one.
NAME = mark_safe("<!-- name -->")
TOKEN = mark_safe("<!-- token -->")


@register.simple_tag
def place_of_name() -> SafeString:
    """Return what ``with_person`` replaces by the person's name."""
    return NAME


@register.simple_tag
def place_of_token() -> SafeString:
    """Return what ``with_person`` replaces by the hidden field that every form needs."""
    return TOKEN


@register.simple_block_tag
def with_person(content: SafeString, user: User, token: str) -> SafeString:
    """Return the kept header with the name and the token of the person who asks."""
    # Who is not signed in has no name and no form there. Reading the token would set a cookie.
    if TOKEN not in content:
        return content
    name = conditional_escape(user.display_name)
    field = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    # The name comes last, so that nothing is looked for in what people call themselves.
    html = content.replace(TOKEN, field).replace(NAME, name)
    # The content was rendered by a template; name and field are escaped above.
    return mark_safe(html)  # noqa: S308
