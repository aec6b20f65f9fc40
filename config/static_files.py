"""Static files for production: one style sheet, hashed names, and compression by WhiteNoise."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT_LINE = re.compile(r'^@import url\("([^"]+)"\) layer\((\w+)\);$', re.MULTILINE)
STYLE_SHEET = "css/waymark.css"


def bundle(style_sheet: Path) -> str:
    """Return the style sheet with every imported file in its place.

    A line ``@import url("x.css") layer(y);`` becomes that file inside ``@layer y``. Addresses in
    the files must be absolute, or of the form ``../fonts/…`` from one level below ``css``.
    """

    def inline(match: re.Match[str]) -> str:
        file, layer = match.groups()
        path = style_sheet.parent / file
        rules = path.read_text()
        return f"@layer {layer} {{\n{rules}\n}}"

    return IMPORT_LINE.sub(inline, style_sheet.read_text())


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Bundle the style sheet before names are hashed."""

    def post_process(
        self,
        paths: dict[str, tuple[Storage, str]],
        dry_run: bool = False,
        **options: object,
    ) -> Iterator[object]:
        """Yield the processed files, as Django expects."""
        if not dry_run and STYLE_SHEET in paths:
            # From its source: what lies here is the last bundle, if the sheet itself is as before.
            source, name = paths[STYLE_SHEET]
            Path(self.path(STYLE_SHEET)).write_text(bundle(Path(source.path(name))))
            # The bundle is hashed, not its source.
            paths[STYLE_SHEET] = (self, STYLE_SHEET)
        yield from super().post_process(paths, dry_run, **options)
