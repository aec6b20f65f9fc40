"""Loading the templates of pages without the indentation of their lines."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class LightLoader(filesystem.Loader):
    """Load templates from files; those of pages without the space that their lines begin with.

    A template's indentation shows its structure to who edits it, and would be a twentieth of a
    page. Line ends stay: they part words, and the numbers of lines stay those of the file. So no
    template writes text into a ``<pre>`` or ``<textarea>`` itself.
    """

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        if origin.name.endswith(".html"):
            return INDENTATION.sub("", contents)
        return contents
