// Shows a bar at selected words of a lesson: to mark them, to write on them, to bookmark the passage (event "keep").
// Without it links beside the text do what the bar does.
const lesson = document.querySelector("[data-lesson]");
const bar = document.querySelector("[data-note-bar]");
let words = null; // what was selected last

function put(box) {
  const around = lesson.getBoundingClientRect();
  const room = around.width - bar.offsetWidth;
  bar.style.top = `${box.bottom - around.top + 8}px`;
  bar.style.left = `${Math.max(0, Math.min(box.left - around.left, room))}px`;
}

function keep(what) {
  const whole = { passage: words.passage.id, words: "", start: "" };
  const part = words.letters ? { passage: words.passage.id, words: words.letters, start: words.start } : whole;
  const detail = { what, about: words.shown, fields: what === "bookmark" ? whole : part };
  lesson.dispatchEvent(new CustomEvent("keep", { detail }));
  bar.hidden = true;
  getSelection().removeAllRanges();
}

lesson.addEventListener("words", ({ detail }) => {
  // The words may be given up while a button has the focus.
  if (!detail) return void (bar.hidden = !bar.contains(document.activeElement));
  words = detail;
  bar.hidden = false;
  bar.querySelector("[value=highlight]").hidden = !words.letters;
  words.passage.after(bar); // so that Tab leads from the words to the bar
  put(words.box);
});
bar.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay selected
bar.addEventListener("keydown", (event) => event.key === "Escape" && (bar.hidden = true));
bar.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) keep(button.value);
});
