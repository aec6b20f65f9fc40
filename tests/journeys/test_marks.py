"""Where the lines of a lesson break beside its citations and terms."""

import pytest

from tests.factories import enrol

pytestmark = pytest.mark.browser
WIDTHS = [320, 350, 390, 640, 1280]
LESSONS = ["how-to-use", "canada"]

# The marks that stand first on a line, and the stops behind a term that do. A head row that is
# read out only has no lines.
TORN_OFF = """() => {
  const torn = [];
  const rects = (range) => [...range.getClientRects()];
  const blockOf = (element) => element.closest("p, li, dt, dd, td, th, figcaption, figure");
  const isShown = (element) => element.getBoundingClientRect().width && !element.closest("thead");
  const around = [...document.querySelectorAll(".prose :is(.cite, .term)")].filter(isShown);
  for (const outer of around) {
    const own = outer.firstElementChild.getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(blockOf(outer));
    if (outer.matches(".cite")) {
      range.setEndBefore(outer);
      const before = rects(range).at(-1);
      if (before && before.right > own.left + 2) torn.push(outer.firstElementChild.textContent);
    } else if (/^[.,;:)]/.test(outer.nextSibling?.textContent ?? "")) {
      range.setStart(outer.nextSibling, 0);
      range.setEnd(outer.nextSibling, 1);
      if (rects(range)[0].left < own.right - 2) torn.push(outer.firstElementChild.textContent);
    }
  }
  return { marks: around.length, torn };
}"""


def test_no_mark_stands_first_on_a_line_nor_the_stop_behind_a_term(
    context, site, sign_in, edition, ada
):
    enrol(ada, edition)
    sign_in(context, ada)
    page = context.new_page()
    torn_off = {}
    for lesson in edition.units.filter(key__in=LESSONS).select_related("edition__course"):
        page.goto(site + lesson.get_absolute_url())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(TORN_OFF)
            assert found["marks"] > 10
            torn_off[lesson.key, width] = found["torn"]
    assert torn_off == {(key, width): [] for key in LESSONS for width in WIDTHS}
