// Forms: a second click sends nothing twice, leaving asks first, and fields appear with the choice they belong to.
// Hooks: form[data-once], form[data-warn-unsaved], [data-show-when="name=value|value"], [data-submit-on-change].
"use strict";
(() => {
  const sent = new WeakSet();
  const typed = new WeakSet();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-once]") && !form.hasAttribute("hx-post")) {
      if (sent.has(form)) {
        event.preventDefault();
        return;
      }
      sent.add(form);
      form.classList.add("sending");
      form.setAttribute("aria-busy", "true");
    }
    typed.delete(form);
  });

  // The back button may bring the page back as it was left.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form.sending")) {
      sent.delete(form);
      form.classList.remove("sending");
      form.removeAttribute("aria-busy");
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.form?.matches("[data-warn-unsaved]")) typed.add(event.target.form);
  });

  window.addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("form[data-warn-unsaved]")].some((form) => typed.has(form))) event.preventDefault();
  });

  const chosen = (form, name) => new FormData(form).getAll(name).map(String);

  const showFitting = (root) => {
    for (const element of root.querySelectorAll("[data-show-when]")) {
      const form = element.closest("form");
      const [name, values] = element.dataset.showWhen.split("=");
      element.hidden = !chosen(form, name).some((value) => values.split("|").includes(value));
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.form) showFitting(event.target.form);
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
  document.addEventListener("htmx:load", (event) => showFitting(event.detail.elt));
  document.addEventListener("DOMContentLoaded", () => showFitting(document));
})();
