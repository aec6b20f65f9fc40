// Saves highlights, bookmarks and notes without leaving the lesson. Without it links and buttons lead to pages.
const lesson = document.querySelector("[data-lesson]");
const dialog = document.querySelector("[data-note-dialog]");
const form = dialog.querySelector("form");
const removal = document.getElementById("note_remove");
const told = document.querySelector("[data-note-told]");
const error = dialog.querySelector("[data-note-error]");
const fields = form.elements;
form.append(removal.elements.csrfmiddlewaretoken.cloneNode());
const newAddress = () => `${dialog.dataset.notesUrl}${crypto.randomUUID()}/`;
// What is typed is kept on this device until it is saved, for its writer alone.
const draft = () => `note ${fields.writer.value} ${form.dataset.place}`;
const change = (note, name) => note?.dispatchEvent(new Event(name, { bubbles: true }));

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
  told.textContent = saved.told ?? "";
  told.classList.toggle("brief", !saved.error && saved.notes?.length === 1);
  return saved;
}

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

lesson.addEventListener("keep", ({ detail: { what, about, fields: values } }) => {
  if (what === "note") return open(newAddress(), { ...values, seen: 0 }, about);
  const body = new URLSearchParams({ unit: fields.unit.value, what, text: "", ...values });
  const failed = (why) => (why instanceof Response ? location.reload() : (told.textContent = dialog.dataset.unreachable));
  send(newAddress(), body).then((saved) => saved.error && (told.textContent = saved.error), failed);
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
  const failed = (why) => (why instanceof Response ? form.submit() : (error.textContent = dialog.dataset.unreachable));
  send(form.action, new URLSearchParams(new FormData(form))).then((saved) => {
    error.textContent = saved.error ?? "";
    if (saved.error) return;
    localStorage.removeItem(draft());
    dialog.close();
    lesson.querySelector(`[data-key="${saved.notes.at(-1).key}"] [data-edit]`)?.focus({ preventScroll: true });
  }, failed);
});
removal.addEventListener("submit", (event) => {
  event.preventDefault();
  const note = event.submitter.closest(".own-note");
  removal.action = event.submitter.formAction;
  send(removal.action, new URLSearchParams()).then(() => (change(note, "note-gone"), note.remove()), () => removal.submit());
});
