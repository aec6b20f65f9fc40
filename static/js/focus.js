// What is wrong takes the focus, so that it is the first thing heard after a form came back.
document.querySelector("[data-focus]")?.focus();
