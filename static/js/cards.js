// Cards of citations and terms also open on hover and keyboard focus. Without this they open on press (popover).
// Hoverable: the pointer may move onto the card. Dismissible: Escape. Persistent: open until the pointer leaves.
const anchored = CSS.supports("position-area: block-end");
let timer;

function place(mark, card) {
  if (anchored) return;
  const at = mark.getBoundingClientRect();
  const room = document.documentElement.clientWidth - card.offsetWidth - 16;
  const below = at.bottom + 6 + card.offsetHeight <= innerHeight;
  Object.assign(card.style, {
    inset: "auto",
    margin: "0",
    left: `${Math.max(16, Math.min(at.left, room))}px`,
    top: `${below ? at.bottom + 6 : Math.max(16, at.top - 6 - card.offsetHeight)}px`,
  });
}

for (const mark of document.querySelectorAll(".cite-mark, .term-mark")) {
  const card = mark.popoverTargetElement;
  if (!card) continue;
  let opened = false; // by hover or focus: the press that follows keeps it open

  const show = () => {
    if (card.matches(":popover-open")) return;
    card.showPopover({ source: mark });
    opened = true;
  };
  const hideSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => opened && !mark.parentElement.matches(":hover") && card.hidePopover(), 250);
  };

  for (const part of [mark, card]) {
    part.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "mouse") return;
      clearTimeout(timer);
      if (part === mark) timer = setTimeout(show, 150);
    });
    part.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && hideSoon());
  }
  mark.addEventListener("focus", () => mark.matches(":focus-visible") && show());
  const leave = ({ relatedTarget: next }) => {
    // An open card would cover what has the focus next.
    const gone = next ? next !== mark && !card.contains(next) : opened;
    if (gone && card.matches(":popover-open")) card.hidePopover();
  };
  mark.addEventListener("blur", leave);
  card.addEventListener("focusout", leave);
  mark.addEventListener("click", (event) => {
    clearTimeout(timer); // a press decides: the hover that came before it opens nothing later
    if (opened && card.matches(":popover-open")) event.preventDefault();
    opened = false;
  });
  card.addEventListener("toggle", (event) => {
    if (event.newState === "open") place(mark, card);
    else opened = false;
  });
}
