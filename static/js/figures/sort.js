// Deals the cards one at a time; the answers open once every card is placed.
// Without it the cards are a list, and the answers wait behind a summary.
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

for (const figure of document.querySelectorAll("[data-sort]")) {
  const words = figure.dataset;
  const part = (name) => figure.querySelector(`[data-${name}]`);
  const cards = [...figure.querySelectorAll("[data-card]")];
  const inOrder = [...cards]; // as the rows of the answers
  const bins = [...figure.querySelectorAll("[data-bin]")];
  const rows = [...part("answers").querySelectorAll("tbody tr")];
  const chip = figure.querySelector("template").content.firstElementChild;
  const nameOf = (key) => figure.querySelector(`[data-bin="${key}"] b`).textContent;
  const chosen = new Map();

  const chipOf = (card) => {
    const item = chip.cloneNode(true);
    const name = card.querySelector("[data-name]").textContent;
    item.querySelector("span").textContent = name;
    const move = item.querySelector("button");
    move.setAttribute("aria-label", `${move.textContent}: ${name}`);
    move.addEventListener("click", () => {
      chosen.delete(card);
      cards.unshift(...cards.splice(cards.indexOf(card), 1));
      show();
      card.querySelector("button").focus();
    });
    return item;
  };

  const show = () => {
    const next = cards.find((card) => !chosen.has(card));
    for (const card of cards) card.toggleAttribute("data-away", card !== next);
    words.step = next ? "placing" : "placed";
    part("left").textContent = fill(words.left, { n: chosen.size, all: cards.length });
    for (const bin of bins) {
      const inside = cards.filter((card) => chosen.get(card) === bin.dataset.bin);
      bin.querySelector("ul").replaceChildren(...inside.map(chipOf));
    }
    return next ? next.querySelector("button") : part("commit");
  };

  const compare = () => {
    let n = 0;
    for (const [place, card] of inOrder.entries()) {
      const isSame = chosen.get(card) === card.dataset.card;
      const said = rows[place].querySelector("[data-said]");
      said.textContent = isSame ? words.same : fill(words.other, { bin: nameOf(chosen.get(card)) });
      said.className = isSame ? "ok" : "no";
      said.hidden = false;
      n += isSame;
    }
    words.step = "compared";
    part("told").textContent = fill(words.verdict, { n, all: cards.length });
    part("answers").open = true;
    part("end").focus();
  };

  const begin = () => {
    chosen.clear();
    part("answers").open = false;
    for (const row of rows) row.querySelector("[data-said]").hidden = true;
    return show();
  };

  for (const card of cards)
    card.addEventListener("click", (event) => {
      const to = event.target.closest("[data-to]");
      if (!to) return;
      chosen.set(card, to.dataset.to);
      show().focus();
    });
  part("commit").addEventListener("click", compare);
  part("again").addEventListener("click", () => begin().focus());
  for (const hidden of figure.querySelectorAll("[data-scripted]")) hidden.removeAttribute("hidden");
  begin();
}
