// Remembers the passage in view, and says about how many minutes are left. The lesson works the same without it.
const lesson = document.querySelector("[data-lesson]");
const left = document.querySelectorAll("[data-minutes-left]");
const passages = [...lesson.querySelectorAll(":scope > [id]:not(h2, h3, h4)")];
const WAIT = 2000; // milliseconds of reading before a place counts
let last = "";
let timer;

function inView() {
  const line = innerHeight / 3;
  return passages.findLast((passage) => passage.getBoundingClientRect().top <= line);
}

function tellMinutes() {
  const text = lesson.getBoundingClientRect();
  const read = Math.min(1, Math.max(0, (innerHeight - text.top) / (text.height + innerHeight / 2)));
  const minutes = Math.max(1, Math.ceil(Number(lesson.dataset.minutes) * (1 - read)));
  for (const place of left) {
    place.hidden = read >= 1;
    place.textContent = minutes === 1 ? lesson.dataset.leftOne : lesson.dataset.leftMany.replace("{n}", minutes);
  }
}

async function remember() {
  const passage = inView()?.id;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!lesson.dataset.positionUrl || !token || !passage || passage === last) return;
  last = passage;
  const body = new URLSearchParams({ passage, csrfmiddlewaretoken: token });
  // A place that could not be kept is no loss worth a message.
  await fetch(lesson.dataset.positionUrl, { method: "POST", body, keepalive: true }).catch(() => {});
}

// The way back: each reference names the places in the text that cite it.
for (const link of lesson.querySelectorAll(".cite-card a[href^='#ref-']")) {
  const place = link.closest("[data-lesson] > [id]");
  const reference = document.getElementById(link.hash.slice(1))?.lastElementChild;
  if (!place || !reference || reference.querySelector(`.back[href="#${place.id}"]`)) continue;
  const back = document.createElement("a");
  back.className = "back";
  back.href = `#${place.id}`;
  back.textContent = "↑";
  back.setAttribute("aria-label", lesson.dataset.back);
  reference.append(back);
}

addEventListener(
  "scroll",
  () => {
    tellMinutes();
    clearTimeout(timer);
    timer = setTimeout(remember, WAIT);
  },
  { passive: true },
);
tellMinutes();
