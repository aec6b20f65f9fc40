"""What the templates of figures write: the words of their authors."""

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from course.figures.figure_box import Words
from course.text.cleaning import clean

register = template.Library()


@register.simple_tag(takes_context=True)
def words(context: Context, written: Words) -> SafeString:
    """Return words of an author as HTML, with citations and terms as on the page around them."""
    html = context["html_of"](written.tree)
    return mark_safe(clean(html))  # noqa: S308 (cleaned on this line)


@register.simple_tag(takes_context=True)
def identity(context: Context) -> SafeString:
    """Return the id and the language of a figure, as they stand in its first element."""
    return format_html_join("", ' {}="{}"', context["attributes"].items())
