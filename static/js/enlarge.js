// A picture or a table of a lesson can be opened over the whole window. It is moved there and back, so that
// what a learner did in it stays. Without this it is read in its place.
const dialog = document.querySelector("dialog[data-enlarge]");
const room = dialog.querySelector(".prose");
const icon = dialog.querySelector("template");
const seat = document.createElement("div"); // keeps the room in the text meanwhile

function open(figure, button) {
  seat.style.blockSize = `${figure.offsetHeight}px`;
  figure.replaceWith(seat);
  room.append(figure);
  dialog.setAttribute("aria-label", button.dataset.title);
  dialog.showModal();
  dialog.onclose = () => {
    seat.replaceWith(figure);
    button.focus();
  };
}

for (const figure of document.querySelectorAll("[data-lesson] > :is(.data, .figure, .diagram, .plan, .forest)")) {
  const title = document.querySelector(`[data-contents] a[href="#${figure.id}"]`)?.textContent;
  if (!title) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "enlarge";
  button.dataset.title = title;
  button.setAttribute("aria-label", dialog.dataset.enlarge.replace("{title}", title));
  button.append(icon.content.cloneNode(true));
  button.addEventListener("click", () => open(figure, button));
  figure.prepend(button);
}
