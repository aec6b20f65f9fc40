// Tools of a lesson: its look changes at once and is saved; it is printed. Without this the look is a form with a button.
const root = document.documentElement;
const form = document.querySelector("[data-look]");
const save = form.querySelector("[type=submit]");
const status = form.querySelector("[data-unsaved]");
const saved = status.textContent;
const printer = document.querySelector("[data-print]");

function show(fields) {
  root.dataset.theme = fields.get("theme");
  root.dataset.textSize = fields.get("text_size");
  root.dataset.spacing = fields.get("spacing");
  root.dataset.shortcuts = fields.has("uses_shortcuts") ? "on" : "off";
}

async function keep(body) {
  // The answer leads back to this page, which needs not be loaded.
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  const isKept = answer?.type === "opaqueredirect";
  save.hidden = isKept;
  status.textContent = isKept ? saved : status.dataset.unsaved;
}

save.hidden = true;
form.addEventListener("change", () => {
  const fields = new FormData(form);
  show(fields);
  keep(fields);
});

printer.hidden = false;
printer.addEventListener("click", () => print());
