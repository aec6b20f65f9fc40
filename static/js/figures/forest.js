// Covers one line until the reader has guessed where it lies, and counts the lines that filters leave.
// Without it every line is drawn.
const withMinus = (number) => String(number).replace("-", "\u2212");

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

function countLines(figure) {
  const tally = figure.querySelector("[data-tally]");
  const lines = [...figure.querySelectorAll("[data-line]")];
  const shown = lines.filter((line) => line.checkVisibility());
  const crossing = shown.filter((line) => line.matches(".crosses:not(.sealed)"));
  tally.textContent = fill(figure.dataset.tally, { shown: shown.length, all: lines.length, crossing: crossing.length });
}

function askForGuess(figure, slider) {
  const words = figure.dataset;
  const says = figure.querySelector(".says");
  const verdict = says.querySelector("[data-verdict]");
  const line = figure.querySelector("[data-found]");
  const diamond = line.querySelector("[data-guess]");
  const found = line.dataset.found;

  const move = () => {
    const { min, max, value } = slider;
    diamond.setAttribute("x", `${(100 * (value - min)) / (max - min)}%`);
    slider.setAttribute("aria-valuetext", words.spoken.replace("{n}", withMinus(value)));
    figure.querySelector("[data-now]").textContent = withMinus(value);
  };

  const cover = () => {
    words.step = "guess";
    line.classList.add("sealed");
    verdict.textContent = words.rest;
    countLines(figure);
    move();
  };

  const uncover = () => {
    words.step = "done";
    line.classList.remove("sealed");
    const off = Math.abs(found - slider.value).toFixed(slider.step < 0.1 ? 2 : 1);
    verdict.textContent = fill(words.off, { guess: withMinus(slider.value), found: withMinus(found), off });
    countLines(figure);
    says.focus();
  };

  slider.addEventListener("input", move);
  figure.querySelector("[data-uncover]").addEventListener("click", uncover);
  figure.querySelector("[data-again]").addEventListener("click", () => {
    slider.value = slider.defaultValue;
    cover();
    slider.focus();
  });
  cover();
}

for (const figure of document.querySelectorAll("[data-forest]")) {
  const slider = figure.querySelector(".slide");
  for (const part of figure.querySelectorAll("[data-scripted]")) part.removeAttribute("hidden");
  figure.querySelector(".picks")?.addEventListener("change", () => countLines(figure));
  if (slider) askForGuess(figure, slider);
  countLines(figure);
}
