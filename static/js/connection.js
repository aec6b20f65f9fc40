// Sends an answer again that did not reach the server: when the connection is back, and after a growing wait.
const form = document.querySelector("[data-autosave]");
const FIRST_WAIT = 2_000; // milliseconds
const LONGEST_WAIT = 60_000;
let wait = FIRST_WAIT;
let timer = null; // set while an answer waits to be sent

function stop() {
  clearTimeout(timer);
  timer = null;
}

function sendAgain() {
  if (!timer) return;
  stop();
  form.dispatchEvent(new Event("change")); // quiz.js saves what changed
}

if (form) {
  form.addEventListener("unreached", () => {
    stop();
    timer = setTimeout(sendAgain, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  });
  form.addEventListener("reached", () => {
    stop();
    wait = FIRST_WAIT;
  });
  addEventListener("online", sendAgain);
  // A phone that slept may have missed both.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAgain());
}
