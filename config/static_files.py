"""Static files for production: one style sheet, hashed names, and compression by WhiteNoise."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT_LINE = re.compile(r'^@import url\("([^"]+)"\) layer\((\w+)\);$', re.MULTILINE)


def bundle(style_sheet: Path) -> str:
    """Return the style sheet with every imported file in its place.

    A line ``@import url("x.css") layer(y);`` becomes that file inside ``@layer y``. Addresses in the
    files must be absolute, or of the form ``../fonts/…`` from one level below ``css``.
    """

    def inline(match: re.Match[str]) -> str:
        return f"@layer {match[2]} {{\n{(style_sheet.parent / match[1]).read_text()}\n}}"

    return IMPORT_LINE.sub(inline, style_sheet.read_text())


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Bundle ``css/waymark.css`` before names are hashed."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Yield the processed files, as Django expects."""
        sheet = Path(self.path("css/waymark.css"))
        if not dry_run and sheet.exists():
            sheet.write_text(bundle(sheet))
            paths["css/waymark.css"] = (self, "css/waymark.css")  # hash the bundle, not its source
        yield from super().post_process(paths, dry_run, **options)
