// Draws a volume from a vial; the amount shows only after the reader has said it back.
// Without it a table says what each vial holds.
const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

for (const figure of document.querySelectorAll("[data-bench]")) {
  const words = figure.dataset;
  const order = Number(words.order);
  const slider = figure.querySelector(".slide");
  const says = figure.querySelector(".says");
  const part = (name) => figure.querySelector(`[data-${name}]`);
  const vials = [...figure.querySelectorAll("[data-strength]")];
  const chosen = () => vials.find((vial) => vial.checked);

  const move = () => {
    const volume = Number(slider.value);
    const full = (100 * volume) / slider.max;
    part("liquid").setAttribute("width", `${full}%`);
    part("plunger").setAttribute("x", `${full}%`);
    part("rod").setAttribute("x1", `${full}%`);
    part("rod").setAttribute("x2", `${Math.min(100, full + 12)}%`);
    const shown = numbers.format(volume);
    part("now").textContent = words.volume.replace("{n}", shown);
    slider.setAttribute("aria-valuetext", words.spoken.replace("{n}", shown));
    part("commit").disabled = !(chosen() && volume);
    // A status that is written anew is said again.
    if (words.end !== "rest") part("verdict").textContent = words.rest;
    words.end = "rest";
  };

  const sayBack = () => {
    const vial = chosen();
    const volume = Number(slider.value);
    const drawn = Math.round(vial.dataset.strength * volume * 1000) / 1000;
    const compared = drawn === order ? "same" : drawn > order ? "over" : "under";
    // A vial that has to be diluted first ends in "stop", whatever was drawn.
    const stops = "dilute" in vial.dataset;
    const times = numbers.format(Math.max(drawn, order) / Math.min(drawn, order));
    const sum = fill(words.sum, { volume: numbers.format(volume), strength: vial.value, drawn: numbers.format(drawn) });
    const comparison = fill(words[stops && compared === "same" ? "fits" : compared], { times });
    words.end = stops ? "stop" : compared;
    part("verdict").textContent = stops ? words.stop : comparison;
    part("sum").textContent = stops ? `${sum} ${comparison}` : sum;
    const most = Math.max(drawn, order);
    part("ordered").setAttribute("width", `${(100 * order) / most}%`);
    part("drawn").setAttribute("width", `${(100 * drawn) / most}%`);
    part("drawn-amount").textContent = words.amount.replace("{n}", numbers.format(drawn));
    says.focus();
  };

  figure.addEventListener("input", move);
  part("commit").addEventListener("click", sayBack);
  part("again").addEventListener("click", () => {
    for (const vial of vials) vial.checked = false;
    slider.value = 0;
    move();
    vials[0].focus();
  });
  for (const hidden of figure.querySelectorAll("[data-scripted]")) hidden.removeAttribute("hidden");
  move();
}
