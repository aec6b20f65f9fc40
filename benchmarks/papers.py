"""Measure a certificate against the renderer alone, for the same page."""

import time
from collections.abc import Callable

from weasyprint import HTML

from certificates import paper_files, printing
from certificates.samples import sample
from course.models import Edition, Provider

ROUNDS = 7


def certificate(edition: Edition) -> dict[str, float]:
    """Return the CPU of an ordinary certificate over that of the renderer, both warm."""
    made = sample(edition, Provider.get())
    made.holder_name = "Ada Lovelace"
    html = printing.fitted(made).html

    def render_alone() -> None:
        page = HTML(string=html, base_url="https://localhost/", url_fetcher=paper_files.fetcher({}))
        fonts = paper_files.font_configuration()
        page.write_pdf(font_config=fonts, pdf_variant="pdf/a-2a", presentational_hints=True)

    return {"certificate": _least(lambda: printing.render(made)) / _least(render_alone)}


def _least(act: Callable[[], object]) -> float:
    """Return the least CPU seconds of several rounds, after one that warms up."""
    act()
    seconds = []
    for _round in range(ROUNDS):
        started = time.process_time()
        act()
        seconds.append(time.process_time() - started)
    return min(seconds)
