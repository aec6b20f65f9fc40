// Says how much time is left, once a minute; the clock that counts is the server's. Spoken at 5 and at 1 minute only.
const clock = document.querySelector("[data-deadline]");

if (clock) {
  const { deadline, now, left, warn, over, hide, show } = clock.dataset;
  const text = clock.querySelector("[data-clock]");
  const warning = clock.querySelector("[data-warning]");
  const ends = performance.now() + (Date.parse(deadline) - Date.parse(now));
  const spoken = new Set();

  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet small";
  button.textContent = hide;
  button.addEventListener("click", () => {
    text.hidden = !text.hidden;
    button.textContent = text.hidden ? show : hide;
  });
  clock.append(button);

  const tick = () => {
    const minutes = Math.ceil((ends - performance.now()) / 60_000);
    text.textContent = minutes > 0 ? left.replace("{minutes}", minutes) : over;
    for (const mark of [5, 1]) {
      if (minutes <= mark && minutes > 0 && !spoken.has(mark)) {
        spoken.add(mark);
        if (minutes === mark) warning.textContent = warn.replace("{minutes}", minutes);
      }
    }
    if (minutes <= 0 && !spoken.has(0)) {
      spoken.add(0);
      warning.textContent = over;
    }
  };
  tick();
  setInterval(tick, 5_000);
}
