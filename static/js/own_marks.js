// Opens what a learner can do with marked words beside them, and takes the marks away (js/marks.js painted them).
// Counts what is kept in the lesson.
const lesson = document.querySelector("[data-lesson]");

function unpaint(key) {
  for (const mark of lesson.querySelectorAll(`mark[data-of="${key}"]`)) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
}

function open(note, mark) {
  // A popover closes on Escape and on a press elsewhere. Closed it is none, so that Tab finds its buttons.
  note.popover = "auto";
  note.showPopover({ source: mark });
}

lesson.addEventListener("click", ({ target }) => {
  const mark = target.closest("mark[data-of]");
  if (!mark || target.closest("button, a")) return;
  const note = lesson.querySelector(`[data-key="${mark.dataset.of}"]`);
  if (note.matches(".highlight")) open(note, mark);
  else note.scrollIntoView({ block: "nearest" });
});
lesson.addEventListener(
  "toggle",
  ({ target, newState }) => newState === "closed" && target.matches(".own-note") && target.removeAttribute("popover"),
  { capture: true }, // this event does not bubble
);
// A note that was changed goes and comes again.
const count = document.querySelector("[data-note-count]");
const recount = () => queueMicrotask(() => count.replaceChildren(lesson.querySelectorAll(".own-note").length));
lesson.addEventListener("note-laid", recount);
lesson.addEventListener("note-gone", recount);
lesson.addEventListener("note-gone", (event) => unpaint(event.target.dataset.key));
