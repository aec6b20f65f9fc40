// Make or use a passkey for forms with data-passkey, then send them. The options stand in the page
// (data-options names the element), or come from the form's address.

async function optionsOf(form) {
  if (form.dataset.options) {
    return JSON.parse(document.getElementById(form.dataset.options).textContent);
  }
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

async function credentialFor(form) {
  const options = await optionsOf(form);
  if (options.request_options) return window.webauthnJSON.get(options.request_options);
  const choice = options.creation_options.publicKey.authenticatorSelection;
  // The device keeps the passkey itself, so that it signs in without an address.
  choice.residentKey = "required";
  choice.requireResidentKey = true;
  return window.webauthnJSON.create(options.creation_options);
}

function copyTicks(form) {
  for (const input of form.querySelectorAll("[data-copy]")) {
    input.value = document.getElementById(input.dataset.copy)?.checked ? "on" : "";
  }
}

for (const form of document.querySelectorAll("form[data-copies-ticks]")) {
  form.addEventListener("submit", () => copyTicks(form));
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const problem = form.querySelector("[data-problem]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    copyTicks(form);
    try {
      form.elements.credential.value = JSON.stringify(await credentialFor(form));
    } catch {
      problem.hidden = false;
      return;
    }
    form.submit();
  });
}
