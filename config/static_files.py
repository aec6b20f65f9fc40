"""Static files for production: one style sheet instead of many, then hashed names and compression by WhiteNoise."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'^@import url\("([^"]+)"\) layer\((\w+)\);$', re.MULTILINE)


def bundle(style_sheet: Path) -> str:
    """The style sheet with each ``@import url("x.css") layer(y);`` line replaced by that file inside ``@layer y``.

    Addresses within the files must be absolute or of the form ``../fonts/…`` from one level below ``css``.
    """

    def inline(match: re.Match[str]) -> str:
        return f"@layer {match[2]} {{\n{(style_sheet.parent / match[1]).read_text()}\n}}"

    return IMPORT.sub(inline, style_sheet.read_text())


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Inlines the imports of ``css/waymark.css`` before names are hashed."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        sheet = Path(self.path("css/waymark.css"))
        if not dry_run and sheet.exists():
            sheet.write_text(bundle(sheet))
            paths["css/waymark.css"] = (self, "css/waymark.css")  # hash what was written, not what it was made from
        yield from super().post_process(paths, dry_run, **options)
