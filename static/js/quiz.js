// Saves an answer as soon as it is chosen, by the same address as the form. Without it every button does the same.
const form = document.querySelector("[data-autosave]");
const receipt = form?.querySelector("[data-receipt]");
let running = Promise.resolve();
let dirty = false;

function say(text) {
  receipt.textContent = text;
}

async function save() {
  dirty = true;
  const data = new FormData(form);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive: true,
    });
    if (answer.status === 422) return; // not readable yet: the button says why
    if (answer.status !== 200) throw new Error(String(answer.status));
    const { seq, saved_at: time } = await answer.json();
    form.elements.seq.value = seq;
    dirty = false;
    if (time) say(form.dataset.saved.replace("{time}", time));
  } catch {
    say(form.dataset.unsaved);
  }
}

function queue() {
  // One after the other, so that each carries the count that the one before it came back with.
  running = running.then(save);
}

if (form) {
  form.addEventListener("change", queue);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty) queue();
  });
}
