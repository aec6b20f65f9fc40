// Shows one reading at a time; the first act that is opened counts, and goes into the record.
// Without it every reading is there, and every act opens its reason.
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

for (const figure of document.querySelectorAll("[data-watch]")) {
  const words = figure.dataset;
  const part = (name) => figure.querySelector(`[data-${name}]`);
  const readings = [...figure.querySelectorAll("[data-reading]")];
  const marks = [...figure.querySelectorAll("[data-mark]")];
  const record = figure.querySelector(".record ol");
  const line = figure.querySelector("template").content.firstElementChild;
  let at = 0;
  let fitting = 0;

  const show = () => {
    for (const [place, reading] of readings.entries()) reading.toggleAttribute("data-away", place !== at);
    for (const [place, mark] of marks.entries()) mark.toggleAttribute("data-away", place > at);
    words.step = "acting";
  };

  const write = (reading, act) => {
    const written = line.cloneNode(true);
    const cells = [reading.dataset.reading, reading.dataset.values, act.dataset.record];
    for (const [place, cell] of cells.entries()) written.children[place].textContent = cell;
    record.append(written);
  };

  const commit = (reading, act) => {
    reading.dataset.done = "";
    fitting += act.classList.contains("right");
    write(reading, act);
    const isLast = at === readings.length - 1;
    words.step = isLast ? "over" : "acted";
    if (isLast) part("told").textContent = fill(words.verdict, { n: fitting, all: readings.length });
  };

  const begin = () => {
    at = 0;
    fitting = 0;
    record.replaceChildren();
    for (const reading of readings) delete reading.dataset.done;
    for (const act of figure.querySelectorAll("[data-record]")) act.open = false;
    show();
  };

  for (const reading of readings)
    for (const act of reading.querySelectorAll("[data-record]"))
      act.querySelector("summary").addEventListener("click", (event) => {
        if ("done" in reading.dataset) event.preventDefault(); // an act cannot be taken back
        else commit(reading, act);
      });
  part("next").addEventListener("click", () => {
    at += 1;
    show();
    readings[at].querySelector(".clock").focus();
  });
  part("again").addEventListener("click", () => {
    begin();
    readings[0].querySelector(".clock").focus();
  });
  for (const hidden of figure.querySelectorAll("[data-scripted]")) hidden.removeAttribute("hidden");
  begin();
}
