// Shows a bar at selected words of a lesson: to mark them, to write on them, to bookmark the passage (event "keep").
// Says what became of it. Without this links beside the text do what the bar does.
const lesson = document.querySelector("[data-lesson]");
const bar = document.querySelector("[data-note-bar]");
const told = document.querySelector("[data-note-told]");
let places = []; // what was selected last

function put(box) {
  const around = lesson.getBoundingClientRect();
  const room = around.width - bar.offsetWidth;
  bar.style.top = `${box.bottom - around.top + 8}px`;
  bar.style.left = `${Math.max(0, Math.min(box.left - around.left, room))}px`;
}

function close() {
  bar.hidden = true;
  getSelection().removeAllRanges();
}

function fieldsOf({ passage, letters, start }) {
  return { passage: passage.id, words: letters, start: letters ? start : "" };
}

// Marked are the words of every passage; a note or a bookmark stands at the first.
function keep(what) {
  const [first] = places;
  const kept = {
    highlight: places.filter((place) => place.letters),
    note: [first],
    bookmark: [{ ...first, letters: "" }],
  };
  const detail = { what, about: first.shown, places: kept[what].map(fieldsOf) };
  lesson.dispatchEvent(new CustomEvent("keep", { detail }));
  if (what === "note") close();
}

lesson.addEventListener("words", ({ detail }) => {
  // The words may be given up while a button has the focus.
  if (!detail) return void (bar.hidden = !bar.contains(document.activeElement));
  places = detail.places;
  bar.hidden = false;
  bar.querySelector("[value=highlight]").hidden = !places.some((place) => place.letters);
  places.at(-1).passage.after(bar); // so that Tab leads from the words to the bar
  put(detail.box);
});
bar.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay selected
bar.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) keep(button.value);
});

lesson.addEventListener("kept", close);
lesson.addEventListener("told", ({ detail: { text, isBrief } }) => {
  const line = document.createElement("span");
  line.classList.toggle("brief", isBrief);
  line.textContent = text;
  told.replaceChildren(...(text ? [line] : []));
});
lesson.addEventListener("unreached", () => {
  told.replaceChildren(document.querySelector("[data-note-unreached]").content.cloneNode(true));
});
// What was said is in the way of who goes on reading.
document.addEventListener("pointerdown", ({ target }) => bar.contains(target) || told.replaceChildren());
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape") return;
  told.replaceChildren();
  if (bar.contains(target)) bar.hidden = true;
});
