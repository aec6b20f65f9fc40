// Writes notes without leaving the lesson. Without it links lead to pages.
const lesson = document.querySelector("[data-lesson]");
const dialog = document.querySelector("[data-note-dialog]");
const form = dialog.querySelector("form");
const error = dialog.querySelector("[data-note-error]");
const fields = form.elements;
form.append(document.getElementById("note_remove").elements.csrfmiddlewaretoken.cloneNode());
const newAddress = () => `${dialog.dataset.notesUrl}${crypto.randomUUID()}/`;
// What is typed is kept on this device until it is saved, for its writer alone.
const draft = () => `note ${fields.writer.value} ${form.dataset.place}`;

function open(action, values, about, text = "") {
  for (const [name, value] of Object.entries(values)) fields[name].value = value;
  form.action = action;
  form.dataset.place = `${fields.unit.value} ${values.seen ? action : `${values.passage} ${values.start}`}`;
  const saved = [...lesson.querySelectorAll(".own-note .written")].map((note) => note.textContent);
  const kept = localStorage.getItem(draft());
  fields.text.value = kept === null || saved.includes(kept) ? text : kept;
  dialog.querySelector("[data-note-about]").textContent = about;
  error.textContent = "";
  dialog.showModal();
}

function done(saved) {
  error.textContent = saved.error ?? "";
  if (saved.error) return;
  localStorage.removeItem(draft());
  dialog.close();
  lesson.querySelector(`[data-key="${saved.notes.at(-1).key}"] [data-edit]`)?.focus({ preventScroll: true });
}

function failed(why) {
  if (why instanceof Response) form.submit();
  else error.textContent = dialog.dataset.unreachable;
}

lesson.addEventListener("keep", ({ detail: { what, about, places } }) => {
  if (what === "note") open(newAddress(), { ...places[0], seen: 0 }, about);
});
lesson.addEventListener("click", (event) => {
  const link = event.target.closest(".note-link, [data-edit]");
  if (!link) return;
  event.preventDefault();
  if (link.matches(".note-link")) return open(newAddress(), { passage: link.pathname.split("/").at(-2), words: "", start: "", seen: 0 }, link.ariaLabel);
  const note = link.closest(".own-note");
  const [words, written] = [".marked", ".written"].map((part) => note.querySelector(part)?.textContent ?? "");
  open(link.href, { passage: note.dataset.passage, words, start: note.dataset.start ?? "", seen: note.dataset.version }, words, written);
});
form.addEventListener("input", () => localStorage.setItem(draft(), fields.text.value));
form.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const detail = { action: form.action, body: new URLSearchParams(new FormData(form)), done, failed };
  lesson.dispatchEvent(new CustomEvent("send", { detail }));
});
