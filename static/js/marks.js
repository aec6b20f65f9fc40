// Paints the words that a learner marked, and tells which words of the text are selected (event "words").
// Letters are counted as in course/text/quotes.py: without spaces and without what stands beside the text.
const BESIDE = ".cite, .footnote-ref, .term-card, .vh, .your-role, .own-note, .note-link, [data-interface], script";
const UNMARKED = ".explore, .check, .crisis, .figure, .footnotes"; // their words are not stored in this order
const UNSEEN = /[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\udc00-\udfff]/;
const lesson = document.querySelector("[data-lesson]");

function lettersOf(passage) {
  const letters = [];
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(BESIDE)) continue;
    for (let at = 0; at < node.length; at++) if (!UNSEEN.test(node.data[at])) letters.push({ node, at });
  }
  return letters;
}

function around(letters) {
  const { node, at } = letters.at(-1);
  const range = new Range();
  range.setStart(letters[0].node, letters[0].at);
  range.setEnd(node, at + (node.data.codePointAt(at) > 0xffff ? 2 : 1));
  return range;
}

function paint(note) {
  const passage = document.getElementById(note.dataset.passage);
  const start = Number(note.dataset.start);
  const letters = passage ? lettersOf(passage).slice(start, start + Number(note.dataset.letters)) : [];
  // From the last to the first, so that a text that is split keeps the places before it.
  for (const node of new Set(letters.map((letter) => letter.node).reverse())) {
    const inNode = letters.filter((letter) => letter.node === node);
    const mark = document.createElement("mark");
    mark.className = "own-mark";
    mark.dataset.of = note.dataset.key;
    around(inNode).surroundContents(mark);
  }
  note.classList.add("painted");
}

function placeIn(passage, range) {
  const all = lettersOf(passage);
  const inside = all.filter(({ node, at }) => range.comparePoint(node, at) === 0 && range.comparePoint(node, at + 1) === 0);
  if (!inside.length) return null;
  const letters = inside.map(({ node, at }) => String.fromCodePoint(node.data.codePointAt(at))).join("");
  const shown = around(inside).cloneContents();
  for (const beside of shown.querySelectorAll(BESIDE)) beside.remove();
  return {
    passage,
    letters: passage.matches(UNMARKED) ? "" : letters,
    start: all.indexOf(inside[0]),
    shown: shown.textContent,
  };
}

// The selected words, by the passages that they stand in.
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const first = range.startContainer.nodeType === Node.TEXT_NODE ? range.startContainer.parentElement : range.startContainer;
  if (!first.closest("[data-lesson] > [id]")) return null;
  const passages = [...lesson.querySelectorAll(":scope > [id]")].filter((passage) => range.intersectsNode(passage));
  const places = passages.map((passage) => placeIn(passage, range)).filter(Boolean);
  return places.length ? { places, box: range.getBoundingClientRect() } : null;
}

let timer;
document.addEventListener("selectionchange", () => {
  clearTimeout(timer);
  timer = setTimeout(() => lesson.dispatchEvent(new CustomEvent("words", { detail: selected() })), 150);
});
lesson.addEventListener("note-laid", (event) => event.target.matches("[data-start]") && paint(event.target));
for (const note of lesson.querySelectorAll(".own-note[data-start]")) paint(note);
