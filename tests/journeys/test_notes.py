"""A learner marks words and writes notes in a lesson, by mouse, by keyboard and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from course.models import Note
from course.text.quotes import letters_of
from tests.factories import enrol
from tests.journeys.test_keyboard_only import tab_to

pytestmark = pytest.mark.browser
# Select from within the first words of a paragraph to its end, over citations and terms.
SELECT = """(paragraph) => {
  const range = new Range();
  range.selectNodeContents(paragraph);
  range.setStart(document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT).nextNode(), 4);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""

# Select from within a paragraph into the one after it.
SELECT_TWO = """([first, second]) => {
  const textsIn = (passage) => document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  const wordsOf = (id) => textsIn(document.getElementById(id)).nextNode();
  getSelection().setBaseAndExtent(wordsOf(first), 4, wordsOf(second), 9);
}"""
TWO_PARAGRAPHS = """() => {
  const paragraphs = [...document.querySelectorAll("[data-lesson] > p[id]")];
  const nextOf = (p) => document.querySelector(`[id="${p.id}"] ~ [id]:not(.own-note)`);
  const first = paragraphs.find((p) => nextOf(p)?.matches("p"));
  return [first.id, nextOf(first).id];
}"""


def test_words_are_marked_and_notes_written(site, ada, edition, new_context, sign_in):
    enrol(ada, edition)
    lesson = edition.units.get(key="routes")
    address = site + lesson.get_absolute_url()
    passage = lesson.passages.filter(kind="paragraph", facts__isnull=False).first()
    context = new_context()
    sign_in(context, ada)
    page = context.new_page()
    page.goto(address)

    # By mouse: what is painted is what is stored.
    paragraph = page.locator(f"#{passage.key}")
    paragraph.evaluate(SELECT)
    page.get_by_role("button", name="Highlight").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Notes 1")).to_be_visible()
    note = Note.objects.get()
    assert letters_of(note.words) == letters_of(passage.text)[note.start :]
    page.reload()
    painted = page.locator("mark.own-mark").all_text_contents()
    assert letters_of("".join(painted)) == letters_of(note.words)

    # By keyboard. What was typed waits on the device until it is saved.
    tab_to(page, "^Note on: ")
    href = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.keyboard.type("Ask the pharmacy")
    page.keyboard.press("Escape")
    page.reload()
    page.locator(f'.note-link[href="{href}"]').press("Enter")
    expect(page.get_by_label("Your note")).to_have_value("Ask the pharmacy")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    written = page.locator(".own-note.note")
    expect(written).to_contain_text("Ask the pharmacy")
    expect(written.get_by_role("link", name="Edit")).to_be_focused()

    # Over two paragraphs, and without a connection: nothing is lost, and a second try is enough.
    earlier = list(Note.objects.values_list("pk", flat=True))
    keys = page.evaluate(TWO_PARAGRAPHS)
    page.evaluate(SELECT_TWO, keys)
    highlight = page.get_by_role("button", name="Highlight")
    expect(highlight).to_be_visible()
    context.set_offline(True)
    highlight.click()
    expect(page.get_by_role("status").filter(has_text="Not saved")).to_be_visible()
    context.set_offline(False)
    highlight.click()
    expect(highlight).to_be_hidden()
    marked = Note.objects.exclude(pk__in=earlier)
    assert sorted(marked.values_list("passage_key", flat=True)) == sorted(keys)

    # What can be done with marked words opens beside them, and closes again.
    page.locator(f"#{keys[1]} mark.own-mark").first.click()
    opened = page.locator(".own-note:popover-open")
    expect(opened.get_by_role("button", name="Remove")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    marked.delete()

    plain = new_context(java_script_enabled=False)
    sign_in(plain, ada)
    page = plain.new_page()
    page.goto(address)
    expect(page.locator(".own-note.highlight")).to_contain_text(note.words[-40:])
    page.get_by_role("link", name=re.compile("^Note on: ")).first.click()
    page.get_by_role("button", name="Bookmark this passage").click()
    expect(page.locator(".own-note.bookmark")).to_be_visible()
    page.locator(".own-note.bookmark").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Deleted.")).to_be_visible()
    expect(page).to_have_url(re.compile(f"{lesson.get_absolute_url()}#"))
    assert Note.objects.count() == 2
