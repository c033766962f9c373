// [data-apply]: puts host, port and security that were found into the form, as if they had been typed.
"use strict";
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-apply]");
  const form = document.getElementById("server-form");
  if (!button || !form) return;
  event.preventDefault();
  const [host, port, security] = (button.dataset.apply || button.value).split("|");
  const { host: hostField, port: portField, port_shown_for: shownFor } = form.elements;
  hostField.value = host;
  const choice = form.querySelector(`[name="security"][value="${CSS.escape(security)}"]`);
  choice.checked = true;
  shownFor.value = security;
  portField.value = port;
  for (const field of [hostField, choice, portField]) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  portField.value = port;
  document.getElementById("field-host").scrollIntoView({ block: "nearest" });
  hostField.focus();
});
