"""Doing at the start of a web process what its first page would otherwise wait for."""

import gc
from contextlib import suppress

from django.apps import apps
from django.conf import settings
from django.forms import Select
from django.template import Engine
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, reverse


def warm_up() -> None:
    """Import every page and compile every template, without opening the database.

    A server may fork afterwards, and a connection must not be shared by two processes.
    """
    reverse("course:home")
    # Under DEBUG every edit starts the process anew, mostly to look at one page.
    if not settings.DEBUG:
        compile_templates()
        read_addresses()
        read_models()
        # What is loaded now stays, so no collection during a request needs to search it.
        gc.collect()
        gc.freeze()


def compile_templates() -> None:
    """Compile each template of ours; the loader keeps it."""
    folder = settings.BASE_DIR / "templates"
    for file in folder.rglob("*.html"):
        get_template(file.relative_to(folder).as_posix())
    # Reading them imports the functions that every page's context is made by.
    assert Engine.get_default().template_context_processors
    # Forms have an engine of their own.
    Select(choices=[("", "")]).render("", "")


def read_models() -> None:
    """Find out which models lead to which, as Django does for its first query."""
    for model in apps.get_models():
        model._meta.get_fields()


def read_addresses() -> None:
    """Read the addresses of each app, as Django does when a page links to the first."""
    for namespace in get_resolver().namespace_dict:
        # No address has this name, so all are read.
        with suppress(NoReverseMatch):
            reverse(f"{namespace}:none")
