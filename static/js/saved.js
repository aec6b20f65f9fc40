// Shows on the page of a question what a save changed: the counter, the button of the question, how a number was read.
const form = document.querySelector("[data-autosave]");
const reads = form?.querySelector("[data-reads]");

function showReading(text) {
  reads?.classList.toggle("empty", !text);
  reads?.querySelector("[data-reading]").replaceChildren(text);
}

form?.addEventListener("saved", ({ detail: { counter, step, reading } }) => {
  showReading(reading);
  document.querySelector("[data-counter]").textContent = counter;
  const here = document.querySelector(".qnav [aria-current]");
  here.className = step.classes;
  here.setAttribute("aria-label", step.label);
});
form?.addEventListener("input", () => showReading("")); // the old reading is not of what stands here now
