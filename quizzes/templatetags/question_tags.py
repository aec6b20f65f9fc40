"""What stands in rows of questions and their reasons."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def mark(sign: str) -> SafeString:
    """Return the icon before an answer: ``sign`` is "right", "wrong" or anything else for none."""
    return _mark(sign, get_language())


@lru_cache(maxsize=100)
def _mark(sign: str, language: str | None) -> SafeString:
    """Return the icon, rendered once for each language: a result has one for every option."""
    return render_to_string("quizzes/kinds/mark.html", {"sign": sign})
