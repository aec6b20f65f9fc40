"""Draw the pictures that stand for the site elsewhere: its icons, and the card of a link to it.

The product shows the files and never runs this. To change a picture, change it here and run
``python -m docs.site_pictures``, where Chromium is installed: it writes static/img/icon-180.png,
icon-192.png and icon-512.png (phones cut their corners off, so that the mark keeps away from the
edge), and card.png. The card takes its fonts from var/fonts and its contour lines from
static/print/card.svg.
"""

import base64
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from config.bootstrap import BROWSERS

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "static" / "img"
ICON_SIZES = (180, 192, 512)
CARD_SIZE = (1200, 630)
ICON = """
<style>
  body { margin: 0; background: #FBFBF8; }
  img { position: absolute; inset: 19%; inline-size: 62%; }
</style>
<img src="{mark}">
"""
CARD = """
<style>
  @font-face {{ font-family: Waymark; font-weight: 400; src: url("{serif}"); }}
  @font-face {{ font-family: Waymark; font-weight: 600; src: url("{bold_serif}"); }}
  body {{
    position: relative; box-sizing: border-box; height: 630px; margin: 0; padding: 90px 96px;
    overflow: hidden; background: #FBFBF8; color: #18211E; font: 400 52px/1.25 Waymark;
  }}
  .lines {{ position: absolute; inset: -10px -40px auto auto; inline-size: 1100px; }}
  .name {{ position: relative; display: flex; gap: 24px; align-items: center; }}
  .name {{ font-size: 76px; font-weight: 600; letter-spacing: -.01em; }}
  .name img {{ inline-size: 92px; }}
  p {{ position: absolute; inset: auto 96px 84px; margin: 0; max-inline-size: 12.5em; }}
</style>
<img class="lines" src="{lines}">
<div class="name"><img src="{mark}">Waymark</div>
<p>Training for licensed clinicians, every statement with its source</p>
"""


def main() -> None:
    """Write every picture."""
    with sync_playwright() as playwright:
        executable = next(filter(None, map(shutil.which, BROWSERS)), None)
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = chromium.new_page()
        for size in ICON_SIZES:
            draw(page, ICON.replace("{mark}", _mark()), f"icon-{size}.png", (size, size))
        draw(page, _card(), "card.png", CARD_SIZE)
        chromium.close()


def draw(page: Page, html: str, name: str, size: tuple[int, int]) -> None:
    """Write a page as a picture of that many pixels."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.set_content(html)
    page.evaluate("document.fonts.ready.then(() => null)")
    page.screenshot(path=PICTURES / name)


def _card() -> str:
    fonts = ROOT / "var" / "fonts"
    return CARD.format(
        mark=_mark(),
        lines=_address(ROOT / "static" / "print" / "card.svg", "image/svg+xml"),
        serif=_address(fonts / "waymark-serif-400.woff2", "font/woff2"),
        bold_serif=_address(fonts / "waymark-serif-600.woff2", "font/woff2"),
    )


def _mark() -> str:
    return _address(PICTURES / "mark.svg", "image/svg+xml")


def _address(file: Path, kind: str) -> str:
    """Return a file as an address that needs no server."""
    data = base64.b64encode(file.read_bytes()).decode()
    return f"data:{kind};base64,{data}"


if __name__ == "__main__":
    main()
