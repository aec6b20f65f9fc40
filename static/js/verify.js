// Compares a chosen or dropped file with the hash of the issued one. The file stays in the browser.
const place = document.querySelector("[data-sha256]");
const check = place?.querySelector("[data-file-check]");

async function compare(file) {
  const result = place.querySelector("[data-file-result]");
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const same = hash === place.dataset.sha256;
  result.classList.toggle("problem", !same);
  result.textContent = `${file.name}: ${same ? place.dataset.same : place.dataset.other}`;
}

// Without a secure context there is no crypto.subtle; the hash and the command line are on the page.
if (check && globalThis.crypto?.subtle) {
  const input = check.querySelector("input[type=file]");
  check.hidden = false;
  input.addEventListener("change", () => input.files[0] && compare(input.files[0]));
  place.addEventListener("dragover", (event) => event.preventDefault());
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) compare(event.dataTransfer.files[0]);
  });
}
