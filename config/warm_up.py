"""Doing at the start of a web process what its first page would otherwise wait for."""

import gc

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse


def warm_up() -> None:
    """Import every page and compile every template, without opening the database.

    A server may fork afterwards, and a connection must not be shared by two processes.
    """
    reverse("course:home")
    # Under DEBUG every edit starts the process anew, mostly to look at one page.
    if not settings.DEBUG:
        compile_templates()
        # What is loaded now stays, so no collection during a request needs to search it.
        gc.collect()
        gc.freeze()


def compile_templates() -> None:
    """Compile each template of ours; the loader keeps it."""
    folder = settings.BASE_DIR / "templates"
    for file in folder.rglob("*.html"):
        get_template(file.relative_to(folder).as_posix())
