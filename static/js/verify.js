// Compares a chosen or dropped file with the hash of the issued one. The file stays in the browser;
// only the button of the form sends it.
const place = document.querySelector("[data-sha256]");
const input = place?.querySelector("input[type=file]");

async function compare(file) {
  const { sha256, number, same, altered, other } = place.dataset;
  const result = place.querySelector("[data-file-result]");
  const content = await file.arrayBuffer();
  const digest = await crypto.subtle.digest("SHA-256", content);
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const isSame = hash === sha256;
  const namesIt = new TextDecoder("latin1").decode(content).includes(number);
  result.classList.toggle("problem", !isSame);
  result.textContent = `${file.name}: ${isSame ? same : namesIt ? altered : other}`;
}

// Without a secure context there is no crypto.subtle; then the form sends the file.
if (input && globalThis.crypto?.subtle) {
  place.querySelector(".hint").textContent = place.dataset.here;
  const compareChosen = () => input.files[0] && compare(input.files[0]);
  input.addEventListener("change", compareChosen);
  compareChosen(); // chosen before this script was here
  place.addEventListener("dragover", (event) => event.preventDefault());
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files[0]) return;
    input.files = event.dataTransfer.files;
    compare(event.dataTransfer.files[0]);
  });
}
