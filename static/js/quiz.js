// Saves an answer as soon as it is chosen, by the same address as the form. Without it every button does the same.
const form = document.querySelector("[data-autosave]");
const receipt = form?.querySelector("[data-receipt]");
let saving = null; // the saves under way, one after the other
let unsaved = false;
let unreachable = false;
let leaves = false;

function say(text, isSaved = false) {
  form.querySelector("[data-tick]").hidden = !isSaved;
  form.querySelector("[data-warning]").hidden = isSaved;
  receipt.parentElement.classList.toggle("problem", !isSaved);
  if (receipt.textContent !== text) receipt.textContent = text; // the same words are not spoken again
}

function fail(text) {
  unsaved = true;
  say(text);
}

function setReachable(isReachable) {
  unreachable = !isReachable;
  form.dispatchEvent(new Event(isReachable ? "reached" : "unreached")); // connection.js sends it again
}

async function save() {
  unsaved = false; // what is typed from here on is not in this save
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive: true,
      signal: AbortSignal.timeout(10_000),
    });
    setReachable(answer.status < 500); // from there on the server is busy or starts again
    if (answer.type === "opaqueredirect") return fail(form.dataset.signedOut);
    const saved = await answer.json().catch(() => ({}));
    if (answer.status !== 200) return fail(saved.error ?? form.dataset.unsaved);
    form.elements.seq.value = saved.seq;
    say(saved.receipt, true);
    form.dispatchEvent(new CustomEvent("saved", { detail: saved })); // saved.js shows what it changed
  } catch {
    setReachable(false);
    fail(form.dataset.unsaved);
  }
}

function queue() {
  // Each waits for the one before, and carries the count that it came back with.
  const mine = (saving ?? Promise.resolve()).then(save).finally(() => saving === mine && (saving = null));
  saving = mine;
}

function beforeLeaving(event) {
  const isReachable = leaves || (!unreachable && navigator.onLine);
  if (isReachable && !saving) return;
  event.preventDefault();
  // A save under way would make this one look older than it is: let it land first. Without a connection
  // the browser would leave the page, and the answer with it: save from here, and leave if that succeeds.
  if (!isReachable) queue();
  saving.then(() => {
    leaves = !unreachable;
    if (leaves) form.requestSubmit(event.submitter);
    leaves = false;
  });
}

if (form) {
  form.addEventListener("change", queue);
  form.addEventListener("input", () => (unsaved = true)); // a text half written: saved when the page is left
  form.addEventListener("submit", beforeLeaving);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && unsaved && !saving) queue();
  });
}
