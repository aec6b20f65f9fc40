// Fills two groups of a hundred after a guess. Without it both are drawn full.
const A_DOT = 30; // milliseconds
const still = matchMedia("(prefers-reduced-motion: reduce)");

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

async function show(group) {
  for (const dot of group.querySelectorAll(".waits.dot")) {
    dot.classList.remove("waits");
    if (!still.matches) await new Promise((done) => setTimeout(done, A_DOT));
  }
  group.querySelector(".count").classList.remove("waits");
}

for (const figure of document.querySelectorAll("[data-people]")) {
  const words = figure.dataset;
  const [first, second] = figure.querySelectorAll("[data-group]");
  const form = figure.querySelector("form");
  const guess = form.querySelector("input");
  const next = figure.querySelector("[data-next]");
  const says = figure.querySelector(".says");
  const verdict = says.querySelector("[data-verdict]");

  const begin = () => {
    words.step = "guess";
    verdict.textContent = words.rest;
    guess.value = "";
    for (const part of figure.querySelectorAll("[data-group] :is(.in, .differs, .count)")) part.classList.add("waits");
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    words.step = "filling";
    await show(first);
    words.step = "second";
    verdict.textContent = fill(words.first, { guess: guess.value, n: first.dataset.group });
    next.focus();
  });
  next.addEventListener("click", async () => {
    words.step = "filling";
    await show(second);
    words.step = "done";
    verdict.textContent = words.both;
    says.focus();
  });
  figure.querySelector("[data-again]").addEventListener("click", () => {
    begin();
    guess.focus();
  });
  for (const part of figure.querySelectorAll("[data-scripted]")) part.removeAttribute("hidden");
  begin();
}
