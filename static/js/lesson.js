// Remembers the passage in view, and leads from references back to the text. The lesson works the same without it.
const lesson = document.querySelector("[data-lesson]");
const passages = [...lesson.querySelectorAll(":scope > [id]:not(h2, h3, h4)")];
const WAIT = 2000; // milliseconds of reading before a place counts
let last = "";
let timer;

function inView() {
  const line = innerHeight / 3;
  // Whoever looks at the references has not moved on in the text.
  if (lesson.getBoundingClientRect().bottom < line) return undefined;
  return passages.findLast((passage) => passage.getBoundingClientRect().top <= line);
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
    clearTimeout(timer);
    timer = setTimeout(remember, WAIT);
  },
  { passive: true },
);
