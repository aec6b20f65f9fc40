// Moves a minute along reported time courses. Without it a table says the same at fixed minutes.
const STILL = 250; // milliseconds without a move before the verdict is said: a held key must not flood it
const SIGNS = { before: "look", unsure: "look", over: "over" };

// "0:unsure 40:strongest 41:fading" as pairs of a first minute and a state.
const readStates = (written) => written.split(" ").map((part) => part.split(":"));

// What does not change is not said again.
const put = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

for (const figure of document.querySelectorAll("[data-time-course]")) {
  const words = figure.dataset;
  const slider = figure.querySelector(".slide");
  const shownMinute = figure.querySelector("[data-now]");
  const verdict = figure.querySelector("[data-verdict]");
  const jumps = figure.querySelectorAll("[data-to]");
  const lines = figure.querySelectorAll("line.now");
  const lanes = [...figure.querySelectorAll("[data-states]")].map((item) => ({
    item,
    word: item.querySelector("[data-state]"),
    states: readStates(item.dataset.states),
  }));
  let timer;

  const verdictAt = (minute) => {
    const left = Number(words.floor) - minute;
    return left > 0 ? words.notYet.replace("{n}", left) : words.noClock;
  };

  const say = () => {
    const minute = Number(slider.value);
    put(verdict, verdictAt(minute));
    for (const { item, word, states } of lanes) {
      const [, state] = states.findLast(([first]) => Number(first) <= minute);
      put(word, words[state]);
      item.dataset.sign = SIGNS[state] ?? "on";
    }
  };

  const move = () => {
    const minute = Number(slider.value);
    shownMinute.textContent = words.minute.replace("{n}", minute);
    slider.setAttribute("aria-valuetext", `${words.spoken.replace("{n}", minute)} ${verdictAt(minute)}`);
    for (const line of lines) {
      line.setAttribute("x1", `${(100 * minute) / slider.max}%`);
      line.setAttribute("x2", `${(100 * minute) / slider.max}%`);
    }
    for (const jump of jumps) jump.setAttribute("aria-pressed", jump.dataset.to === slider.value);
    clearTimeout(timer);
    timer = setTimeout(say, STILL);
  };

  const moveTo = (minute) => {
    slider.value = minute;
    move();
  };

  slider.addEventListener("input", move);
  for (const jump of jumps) jump.addEventListener("click", () => moveTo(jump.dataset.to));
  figure.querySelector("[data-again]").addEventListener("click", () => {
    moveTo(slider.defaultValue);
    slider.focus();
  });
  for (const part of figure.querySelectorAll("[data-scripted]")) part.removeAttribute("hidden");
  for (const details of figure.querySelectorAll("details[open]")) details.open = false;
  move();
  say();
}
