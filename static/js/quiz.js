// Saves an answer as soon as it is chosen, by the same address as the form. Without it every button does the same.
const form = document.querySelector("[data-autosave]");
const receipt = form?.querySelector("[data-receipt]");
const reads = form?.querySelector("[data-reads]");
let saving = null; // the saves under way, one after the other
let unsaved = false;
let unreachable = false;
const say = (text) => (receipt.textContent = text);

function showReading(text) {
  reads?.toggleAttribute("hidden", !text);
  reads?.querySelector("[data-reading]").replaceChildren(text);
}

function show({ reading, answered, flagged }) {
  showReading(reading);
  const here = document.querySelector(".qnav [aria-current]");
  here?.classList.toggle("answered", answered);
  here?.classList.toggle("flagged", flagged);
  here?.setAttribute("aria-label", here.dataset[`${answered ? "answered" : "open"}${flagged ? "Flagged" : ""}`]);
}

async function save() {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive: true,
      signal: AbortSignal.timeout(10_000),
    });
    unreachable = answer.status === 503; // the database was busy
    const saved = await answer.json().catch(() => ({}));
    if (answer.status !== 200) return say(saved.error ?? form.dataset.unsaved);
    form.elements.seq.value = saved.seq;
    unsaved = false;
    show(saved);
    if (saved.saved_at) say(form.dataset.saved.replace("{time}", saved.saved_at));
  } catch {
    unreachable = true;
    say(form.dataset.unsaved);
  }
}

function queue() {
  // Each waits for the one before, and carries the count that it came back with.
  unsaved = true;
  const mine = (saving ?? Promise.resolve()).then(save).finally(() => {
    if (saving === mine) saving = null;
  });
  saving = mine;
}

if (form) {
  form.addEventListener("change", queue);
  form.addEventListener("input", () => (unsaved = true)); // a text half written: saved when the page is left
  form.addEventListener("input", () => showReading("")); // the old reading is not of what stands here now
  form.addEventListener("submit", (event) => {
    // Without a network the browser would leave the page, and the answer with it.
    if (!navigator.onLine) {
      event.preventDefault();
      return say(form.dataset.unsaved);
    }
    // The server did not answer: try it once more from here, and leave the page only if it does.
    if (unreachable) {
      event.preventDefault();
      const pressed = event.submitter;
      queue();
      return saving.then(() => unreachable || form.requestSubmit(pressed));
    }
    // A save under way would make this one look older than it is: let it land first.
    if (!saving) return;
    event.preventDefault();
    saving.then(() => form.requestSubmit(event.submitter));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && unsaved && !saving) queue();
  });
}
