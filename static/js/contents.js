// Says about how many minutes are left as one reads, and marks in the contents which section it is.
const lesson = document.querySelector("[data-lesson]");
const left = document.querySelectorAll("[data-minutes-left]");
const contents = [...document.querySelectorAll("[data-contents]")];
const total = Number(contents[0].dataset.total);
// Where each section begins, and the reading time before it.
const starts = [...contents[0].querySelectorAll("[data-at]")].map((link) => [
  document.getElementById(link.hash.slice(1)),
  Number(link.dataset.at),
]);

function timeBefore(line, text) {
  const tops = starts.map(([heading, time]) => [heading.getBoundingClientRect().top, time]);
  const stops = [[text.top, 0], ...tops, [text.bottom, total]];
  const next = stops.findIndex(([top]) => top > line);
  if (next < 1) return next === 0 ? 0 : total;
  const [[top, time], [nextTop, nextTime]] = stops.slice(next - 1, next + 1);
  return time + ((nextTime - time) * (line - top)) / (nextTop - top);
}

function tellMinutes() {
  const text = lesson.getBoundingClientRect();
  // Read is what lies above a line that moves from the top of the window to its foot while the text passes.
  const passed = Math.min(1, Math.max(0, -text.top / Math.max(1, text.height - innerHeight)));
  const unread = 1 - timeBefore(passed * innerHeight, text) / total;
  const minutes = text.bottom <= innerHeight ? 0 : Math.max(1, Math.ceil(Number(lesson.dataset.minutes) * unread));
  const { leftNone, leftOne, leftMany } = lesson.dataset;
  for (const place of left) {
    place.hidden = false;
    place.textContent = [leftNone, leftOne][minutes] ?? leftMany.replace("{n}", minutes);
  }
}

function markSection() {
  const here = starts.findLastIndex(([heading]) => heading.getBoundingClientRect().top <= innerHeight / 3);
  for (const list of contents) {
    list.querySelectorAll("[data-at]").forEach((link, number) => {
      link.toggleAttribute("data-read", number < here);
      if (number === here) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    });
  }
}

function follow() {
  // Whoever looks at the references has not moved on in the text.
  if (lesson.getBoundingClientRect().bottom < innerHeight / 3) return;
  tellMinutes();
  markSection();
}

addEventListener("scroll", follow, { passive: true });
follow();
