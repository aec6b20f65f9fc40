// Single keys move through a lesson: js/tools.js switches them on and off on the root.
const root = document.documentElement;
const list = document.getElementById("keys");

function goToSection(step) {
  const headings = [...document.querySelectorAll("[data-lesson] > h2")];
  const here = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < 60);
  const isAtIt = here >= 0 && headings[here].getBoundingClientRect().top > -20;
  const heading = headings[step > 0 || isAtIt ? here + step : here];
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
  heading?.scrollIntoView({ block: "start" });
}

const acts = {
  j: () => goToSection(1),
  k: () => goToSection(-1),
  n: () => document.querySelector(".pager [rel=next]")?.click(),
  p: () => document.querySelector(".pager [rel=prev]")?.click(),
  "?": () => list.togglePopover(),
};

// A single key must not act for somebody who types or dictates: it can be switched off, and is off in fields.
addEventListener("keydown", (event) => {
  const isElsewhere = event.target.closest("input, textarea, select, [contenteditable], dialog, form[popover]");
  if (root.dataset.shortcuts === "off" || isElsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!Object.hasOwn(acts, event.key) || event.repeat) return;
  event.preventDefault();
  acts[event.key]();
});

document.querySelector("[data-keys-tool]").hidden = false;
