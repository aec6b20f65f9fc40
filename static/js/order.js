// Moves the rows of an ordering in the page. Without it the same buttons ask the server to.
function move(list, button) {
  const row = button.closest("li");
  const up = button.value.endsWith(" up");
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  // The neighbour jumps over: the row that was touched stays in the page, and the focus with it.
  if (up) row.after(other);
  else row.before(other);
  const rows = [...list.querySelectorAll("ol > li")];
  rows.forEach((each, at) => {
    const [first, last] = each.querySelectorAll("button");
    each.querySelector(".pos").textContent = at + 1;
    each.classList.toggle("moved", each === row);
    first.disabled = at === 0;
    last.disabled = at === rows.length - 1;
  });
  if (button.disabled) row.querySelector("button:not([disabled])").focus();
  list.querySelector("[type=checkbox]").checked = true;
  const words = { row: row.querySelector("[data-row]").textContent.trim(), n: rows.indexOf(row) + 1, all: rows.length };
  list.querySelector("[data-status]").textContent = list.dataset.moved.replace(/{(\w+)}/g, (_, name) => words[name]);
  button.form.dispatchEvent(new Event("change", { bubbles: true }));
}

for (const list of document.querySelectorAll("[data-sorter]")) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    move(list, button);
  });
}
