"""Every page and state: WCAG 2.2 AA as far as a machine can tell.

At four widths, in light and dark.
"""

from collections import defaultdict
from itertools import groupby
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from course.figures import KINDS
from course.models import Passage
from tests.factories import enrol
from tests.journeys.learner_pages import LESSONS

pytestmark = pytest.mark.browser
CHECKER = f"{AXE_SCRIPT}; undefined"
# The last is the width of a new page: a page that is looked at can be led to the next address.
WIDTHS = (640, 390, 320, 1280)
HEIGHT = 900
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What may differ between light and dark, and most of the checker's work.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
ALL_BUT_COLOURS = {
    "preload": False,
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {rule: {"enabled": False} for rule in COLOUR_RULES},
}
COLOURS = {"preload": False, "resultTypes": ["violations"], "runOnly": COLOUR_RULES}
# What decides how well text is read: its own look, the color of the text around it, and what lies
# under it. An element with the same look was judged on another page.
LOOKS = """() => {
  const hash = (text) => {
    let high = 0xdeadbeef, low = 0x41c6ce57;
    for (let i = 0; i < text.length; i++) {
      high = Math.imul(high ^ text.charCodeAt(i), 2654435761);
      low = Math.imul(low ^ text.charCodeAt(i), 1597334677);
    }
    return `${high >>> 0}.${low >>> 0}`;
  };
  const holdsText = (each) => each.matches("input, select, textarea") ||
    [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const under = new Map();
  window.looks = new Map();
  for (const each of [document.body, ...document.body.querySelectorAll("*")]) {
    if (!each.checkVisibility()) continue;
    const {color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight,
      textDecorationLine, textShadow} = getComputedStyle(each);
    const paint = [backgroundColor, backgroundImage, opacity].join();
    const below = under.get(each.parentElement);
    const isClear = paint === "rgba(0, 0, 0, 0),none,1";
    under.set(each, isClear ? below : hash([below, paint].join()));
    if (!holdsText(each)) continue;
    const around = getComputedStyle(each.parentElement).color;
    window.looks.set(each, hash([under.get(each), around, each.tagName, each.getAttribute("class"),
      color, fontSize, fontWeight, textDecorationLine, textShadow].join()));
  }
  return [...new Set(window.looks.values())];
}"""
NEW = """(looks) => {
  const wanted = new Set(looks);
  window.newHere = [...window.looks.keys()].filter((each) => wanted.has(window.looks.get(each)));
}"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = (element) => element.closest("[tabindex='0']") !== null;
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element));
  return [`scrolls to ${document.documentElement.scrollWidth}`,
    ...wide.slice(0, 3).map(
      (element) => `${element.tagName}.${element.className.baseVal ?? element.className}`)];
}"""
# Where one is has to be seen without scrolling a row of links sideways.
OUT_OF_SIGHT = """() => {
  const width = document.documentElement.clientWidth;
  return [...document.querySelectorAll("nav.tabs [aria-current], nav.area-pages [aria-current]")]
    .filter((element) => element.getBoundingClientRect().right > width)
    .map((element) => `out of sight: ${element.textContent.trim()}`);
}"""
# Words that stand against the frame of a field, a button or a tag above them.
TOUCHING = """() => {
  const withBox = (each) => ({ each, box: each.getBoundingClientRect() });
  const shown = (selector) => [...document.querySelectorAll(selector)].filter(
    (each) => each.checkVisibility()).map(withBox).filter(({ box }) => box.height > 1);
  const hasWords = ({ each }) => [...each.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const words = shown("main :is(p, h2, h3, li, dt, legend, label, div, span)").filter(hasWords);
  const framed = shown("main :is(.input, .field > select, .field > textarea, .button, .tag)");
  return framed.flatMap(({ box: above }) => words.filter(({ box: below }) => {
    const gap = below.top - above.bottom;
    return gap > -1 && gap < 2 && below.left < above.right && below.right > above.left;
  }).slice(0, 1).map(({ each }) => each.textContent.trim().slice(0, 40)));
}"""
# Lines of more than some 110 characters: the way back to the next is missed.
TOO_LONG = """() => [...document.querySelectorAll("main :is(p, li, dd)")].filter((each) => {
  const words = each.textContent.replace(/\\s+/g, " ").trim();
  const isText = [...each.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const letter = parseFloat(getComputedStyle(each).fontSize);
  return isText && words.length > 110 && each.clientWidth > 52 * letter && each.checkVisibility();
}).map((each) => each.textContent.trim().slice(0, 60))"""
STRUCTURE = """() => ({
  title: document.title,
  lang: document.documentElement.lang,
  h1: [...document.querySelectorAll("h1")].filter((element) => element.checkVisibility()).length,
  came_back: document.querySelector(".error-summary[data-focus]") !== null,
})"""


def axe(page, options, where="document") -> list[str]:
    """What the checker finds; where: a script that gives what it looks at."""
    run = f"async (options) => (await axe.run({where}, options)).violations"
    return [
        f"{violation['id']} {node['target']}: {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in page.evaluate(run, options)
        for node in violation["nodes"]
    ]


def faults_of_colours(page, seen: set[str]) -> list[str]:
    """What is wrong with the colours of all that looks like nothing in ``seen``.

    seen: the looks that were judged before, to which it adds those of this page.
    """
    new = set(page.evaluate(LOOKS)) - seen
    if not new:
        return []
    seen |= new
    page.evaluate(NEW, list(new))
    return axe(page, COLOURS, "{include: newHere}")


def faults_of(page, watch, seen: set[str] | None = None) -> list[str]:
    """Everything that is wrong with the page that is open; wide and light afterwards.

    seen: the looks whose colours were judged on other pages; they are not judged again.
    """
    found = []
    seen = set() if seen is None else seen
    structure = page.evaluate(STRUCTURE)
    if structure["h1"] != 1 or not structure["lang"].startswith("en"):
        found.append(f"{structure}")
    # The title is what is heard first of a form that came back.
    if structure["came_back"] and not structure["title"].startswith("Error: "):
        found.append(f"{structure}")
    # The checker itself is refused styles by the policy.
    with watch.excusing(page):
        page.evaluate(CHECKER)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found += [f"{width}: {wide}" for wide in page.evaluate(TOO_WIDE)]
            found += [f"{width}: {unseen}" for unseen in page.evaluate(OUT_OF_SIGHT)]
            if width in (1280, 390):
                touching = page.evaluate(TOUCHING)
                found += [f"{width}: touches what is above it: {words}" for words in touching]
                found += [f"{width}: long line: {words}" for words in page.evaluate(TOO_LONG)]
                page.emulate_media(color_scheme="dark")
                found += [f"{width} dark: {fault}" for fault in faults_of_colours(page, seen)]
                page.emulate_media(color_scheme="light")
                found += [f"{width}: {fault}" for fault in faults_of_colours(page, seen)]
                found += [f"{width}: {fault}" for fault in axe(page, ALL_BUT_COLOURS)]
    return found


SPOIL = """() => {
  document.querySelector("h1").remove();
  const main = document.querySelector("main");
  main.append(document.createElement("img"));
  const wide = document.createElement("p");
  wide.textContent = "A line that is wider than the window";
  wide.style.minInlineSize = "3000px";
  main.append(wide);
  const tabs = document.createElement("nav");
  tabs.className = "tabs";
  tabs.setAttribute("aria-label", "Lists");
  tabs.innerHTML = '<a href="?1">First</a><a href="?2" aria-current="page">Last</a>';
  tabs.firstChild.style.minInlineSize = "600px";
  tabs.style.flexWrap = "nowrap";
  main.append(tabs);
  const pale = new CSSStyleSheet();
  for (const [name, widths] of [["wide", "min-width: 1000px"], ["narrow", "max-width: 600px"]]) {
    pale.insertRule(`@media (prefers-color-scheme: dark) and (${widths}) {
      .pale-${name} { color: #888; background: #777; }
    }`);
    const line = document.createElement("p");
    line.className = `pale-${name}`;
    line.textContent = "A line that nobody can read in the dark";
    main.append(line);
  }
  pale.insertRule(".murky { background: #555; }");
  const murky = document.createElement("div");
  murky.className = "murky";
  murky.append(main.querySelector("p").cloneNode(true));
  main.append(murky);
  const close = document.createElement("div");
  close.append(document.createElement("p"), document.createElement("p"));
  const long = document.createElement("p");
  long.textContent = "A line that is too long ".repeat(6);
  Object.assign(long.style, { inlineSize: "1100px", maxInlineSize: "none" });
  main.append(long);
  close.firstChild.className = "tag";
  close.firstChild.textContent = "A tag";
  close.lastChild.textContent = "Words against a tag";
  pale.insertRule(".tag, .tag + p { display: flex; margin: 0; }");
  main.append(close);
  document.adoptedStyleSheets = [pale];
}"""


def test_what_is_wrong_with_a_page_is_found(live_server, page, watch):
    page.goto(f"{live_server.url}/pages/privacy/")
    seen = set()
    assert faults_of(page, watch, seen) == []
    page.evaluate(SPOIL)
    faults = "\n".join(faults_of(page, watch, seen))
    unseen = "390: out of sight: Last"
    for fault in ("'h1': 0", "1280: scrolls to 3", "320: scrolls to 3", "1280: image-alt", unseen):
        assert fault in faults
    assert "1280: long line: A line that is too long" in faults
    for width in (390, 1280):
        assert f"{width}: touches what is above it: Words against a tag" in faults
    for where in (
        "390: color-contrast ['.murky > p']",
        "390 dark: color-contrast ['.pale-narrow']",
        "1280 dark: color-contrast ['.pale-wide']",
    ):
        assert where in faults
    assert faults.count("dark: color-contrast") == 2


@pytest.mark.parametrize("who", ["a visitor", "a learner", "staff"])
def test_every_page_is_accessible(who, site, shown, new_context, sign_in, watch):
    audience = {None: "a visitor", True: "staff", False: "a learner"}
    mine = [each for each in shown if audience[each.user and each.user.is_staff] == who]
    assert mine
    faults, titles, seen = defaultdict(list), defaultdict(set), set()
    for user, group in groupby(
        sorted(mine, key=lambda each: each.user.pk if each.user else 0), lambda each: each.user
    ):
        context = new_context(viewport={"width": 1280, "height": HEIGHT})
        if user:
            sign_in(context, user)
        # One page for all addresses: a new one costs more than what is looked for on it.
        page = context.new_page()
        for each in group:
            if user is None:
                context.clear_cookies()
            page.goto(site + each.path, wait_until="load")
            if each.then:
                each.then(page)
            titles[page.title()].add(urlsplit(each.path).path)
            faults[each.name] += faults_of(page, watch, seen)
        context.close()
    lines = [f"{name}: {fault}" for name, found in faults.items() for fault in found]
    lines += [
        f"the same title, {title!r}: {paths}" for title, paths in titles.items() if len(paths) > 1
    ]
    assert lines == [], "\n" + "\n".join(lines)


def test_a_lesson_of_each_kind_of_figure_is_looked_at(edition):
    looked_at = Passage.objects.filter(unit__edition=edition, unit__key__in=["routes", *LESSONS])
    html = "".join(looked_at.values_list("html", flat=True))
    assert [kind for kind in KINDS if f'class="explore {kind}"' not in html] == ["check"]
    assert 'class="check-self"' in html


def test_every_lesson_passes_the_checker(site, ada, edition, context, sign_in, watch):
    """Lessons that ``shown`` leaves out differ only in their text.

    One width and one scheme find what that holds.
    """
    enrol(ada, edition)
    sign_in(context, ada)
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": HEIGHT})
    faults, seen = [], set()
    lessons = list(edition.units.filter(kind="lesson").select_related("edition__course"))
    assert len(lessons) > 20
    for lesson in lessons:
        page.goto(f"{site}{lesson.get_absolute_url()}", wait_until="load")
        with watch.excusing(page):
            page.evaluate(CHECKER)
            found = [*page.evaluate(TOO_WIDE), *faults_of_colours(page, seen)]
            found += axe(page, ALL_BUT_COLOURS)
        faults += [f"{lesson}: {fault}" for fault in found]
    assert faults == [], "\n" + "\n".join(faults)
