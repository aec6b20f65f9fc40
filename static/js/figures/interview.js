// Counts the questions that the reader opens, and shows only what they have brought.
// Without it every question opens its answer, and the findings wait behind a summary.
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

for (const figure of document.querySelectorAll("[data-interview]")) {
  const words = figure.dataset;
  const part = (name) => figure.querySelector(`[data-${name}]`);
  const limit = Number(words.limit);
  const asks = [...figure.querySelectorAll("[data-brings]")];
  const findings = [...figure.querySelectorAll("[data-finding]")];
  const asked = new Set();

  const isFound = ({ dataset }) =>
    [...asked].some((ask) => ask.dataset.brings.split(" ").includes(dataset.finding));

  const show = () => {
    const all = findings.length;
    const n = findings.filter(isFound).length;
    const isOver = words.step === "over";
    for (const finding of findings) {
      finding.dataset.state = isFound(finding) ? "found" : isOver ? "missed" : "waiting";
      finding.querySelector(".wm").setAttribute("class", `wm ${isFound(finding) ? "done" : "ahead"}`);
    }
    for (const ask of asks) ask.toggleAttribute("data-away", isOver && !asked.has(ask));
    part("told").textContent = fill(words.count, { n, all, left: limit - asked.size });
    part("finish").disabled = asked.size === 0;
    part("verdict-line").textContent = fill(words.verdict, { n, all });
    return n === all;
  };

  const end = () => {
    words.step = "over";
    show();
    part("end").focus();
  };

  const begin = () => {
    asked.clear();
    words.step = "asking";
    for (const ask of asks) ask.firstElementChild.open = false;
    show();
  };

  for (const ask of asks)
    ask.querySelector("summary").addEventListener("click", (event) => {
      if (asked.has(ask)) return event.preventDefault(); // what was asked stays asked
      asked.add(ask);
      const isAllFound = show();
      // After the answer has opened; the reader reads it before the comparison.
      if (isAllFound || asked.size === limit) setTimeout(end);
    });
  part("finish").addEventListener("click", end);
  part("again").addEventListener("click", () => {
    begin();
    asks[0].querySelector("summary").focus();
  });
  figure.querySelector(".found").open = true;
  for (const hidden of figure.querySelectorAll("[data-scripted]")) hidden.removeAttribute("hidden");
  begin();
}
