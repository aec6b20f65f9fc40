// Puts people into rooms and says what nobody covers then. Without it the plan is as its author drew it.
for (const figure of document.querySelectorAll("[data-plan]")) {
  const radios = [...figure.querySelectorAll("[data-who]")];
  const functions = [...figure.querySelectorAll("[data-function]")];
  const headline = figure.querySelector("[data-covered]");

  // "p3:dosing p1:next+p2:dosing": one of these ways is enough, and all parts of a way must hold.
  const isCovered = (rule, rooms) =>
    rule.split(" ").some((way) =>
      way.split("+").every((part) => {
        const [person, room] = part.split(":");
        return rooms[person] === room;
      }),
    );

  const show = () => {
    const chosen = radios.filter((radio) => radio.checked);
    const rooms = Object.fromEntries(chosen.map((radio) => [radio.dataset.who, radio.value]));
    for (const person of figure.querySelectorAll("[data-person]"))
      person.toggleAttribute("hidden", rooms[person.dataset.person] !== person.dataset.at);

    let open = 0;
    for (const one of functions) {
      const covered = isCovered(one.dataset.function, rooms);
      if (!covered) open += 1;
      one.querySelector('[data-if="covered"]').hidden = !covered;
      one.querySelector('[data-if="open"]').hidden = covered;
    }
    headline.textContent = open ? figure.dataset.open.replace("{n}", open) : figure.dataset.done;
  };

  figure.addEventListener("change", show);
  for (const part of figure.querySelectorAll("[data-scripted]")) part.hidden = false;
  figure.querySelector(".as-table").open = false;
}
