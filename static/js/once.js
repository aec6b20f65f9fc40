// A code works once. Who clicks twice would send it twice, and be told of the second try.
const PAUSE = 2000; // milliseconds
let sentAt = -PAUSE;
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return; // another script sends it
  if (event.timeStamp - sentAt < PAUSE) event.preventDefault();
  else sentAt = event.timeStamp;
});
