"""The tag of the small drawings that stand beside words."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", css_class: str = "") -> SafeString:
    """Return the drawing of that name; ``label`` says in words what it stands for alone."""
    return _drawing(name, str(label), css_class)


@lru_cache(maxsize=500)
def _drawing(name: str, label: str, css_class: str) -> SafeString:
    shown = {"name": name, "label": label, "class": css_class}
    return render_to_string("components/icon.html", shown)
