// Shows results while somebody types. Without it the button does the same.
const form = document.querySelector("[data-search]");
const field = form.querySelector("[type=search]");
const results = document.querySelector("[data-search-results]");
const status = document.querySelector("[data-search-status]");
const WAIT = 250; // milliseconds without a letter before we ask
let timer;
let asking = new AbortController();

async function show() {
  asking.abort();
  asking = new AbortController();
  const address = `${form.action}?${new URLSearchParams({ q: field.value })}`;
  let page;
  try {
    const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // Asked again since, or no connection: the button still says what is wrong.
  }
  const found = page.querySelector("[data-search-results]");
  if (!found) return;
  results.replaceChildren(...found.childNodes);
  document.title = page.title;
  history.replaceState(null, "", address);
  const count = results.querySelector("[data-search-count]")?.textContent ?? "";
  status.textContent = count.replace(/\s+/g, " ").trim();
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, WAIT);
});
if (field.value !== field.defaultValue) show(); // typed before this script was here
