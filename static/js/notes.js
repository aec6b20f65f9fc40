// Saves highlights and bookmarks, and removes them, without leaving the lesson. Without it buttons lead to pages.
// Sends for js/note_dialog.js as well (event "send"); js/note_bar.js says what became of it.
const lesson = document.querySelector("[data-lesson]");
const { notesUrl } = document.querySelector("[data-note-dialog]").dataset;
const unit = document.getElementById("note_form").elements.unit.value;
const removal = document.getElementById("note_remove");
const unsaved = new Map(); // addresses of what may not have arrived: a second try makes nothing twice
const change = (note, name) => note?.dispatchEvent(new Event(name, { bubbles: true }));
const tell = (text, isBrief) => lesson.dispatchEvent(new CustomEvent("told", { detail: { text, isBrief } }));

function lay({ key, passage, html }) {
  const old = lesson.querySelector(`[data-key="${key}"]`);
  const note = new Range().createContextualFragment(html).querySelector(".own-note");
  const after = lesson.querySelectorAll(`.note-link[href="notes/${passage}/"], .own-note[data-passage="${passage}"]`);
  change(old, "note-gone");
  if (old) old.replaceWith(note);
  else ([...after].at(-1) ?? document.getElementById(passage))?.after(note);
  change(note, "note-laid");
}

async function send(action, body) {
  body.set("csrfmiddlewaretoken", removal.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  if (![200, 422].includes(answer.status)) throw answer; // signed out, for instance
  const saved = await answer.json();
  for (const note of saved.notes ?? []) lay(note);
  tell(saved.told ?? "", saved.notes?.length === 1);
  return saved;
}

async function keepAt(place, what) {
  const body = new URLSearchParams({ unit, what, text: "", ...place });
  const name = `${body}`;
  if (!unsaved.has(name)) unsaved.set(name, `${notesUrl}${crypto.randomUUID()}/`);
  const saved = await send(unsaved.get(name), body);
  unsaved.delete(name);
  return saved.error;
}

lesson.addEventListener("keep", async ({ detail: { what, places } }) => {
  if (what === "note") return; // js/note_dialog.js
  try {
    for (const place of places) {
      const wrong = await keepAt(place, what);
      if (wrong) return tell(wrong, false);
    }
    change(lesson, "kept");
  } catch (why) {
    if (why instanceof Response) location.reload();
    else change(lesson, "unreached");
  }
});
lesson.addEventListener("send", ({ detail: { action, body, done, failed } }) => send(action, body).then(done, failed));
removal.addEventListener("submit", (event) => {
  event.preventDefault();
  const note = event.submitter.closest(".own-note");
  removal.action = event.submitter.formAction;
  const failed = (why) => (why instanceof Response ? removal.submit() : change(lesson, "unreached"));
  send(removal.action, new URLSearchParams()).then(() => (change(note, "note-gone"), note.remove()), failed);
});
