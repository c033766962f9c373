// Showing and hiding: the Detail button ([data-toggle="id"]) and the eye beside a password field.
"use strict";
(() => {
  const announcer = () => document.getElementById("announcer");

  const show = (button, open) => {
    const target = document.getElementById(button.dataset.toggle);
    if (!target) return;
    target.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };

  // A page without JavaScript shows everything; here what belongs to a button starts closed, and stays as it was
  // when htmx replaces the part of the page around it. [data-toggle-open] starts open.
  const left = new Map(); // id → whether the reader left it open
  const prepareToggles = (root) => {
    for (const button of root.querySelectorAll("[data-toggle]")) {
      button.setAttribute("aria-controls", button.dataset.toggle);
      button.hidden = false;
      show(button, left.get(button.dataset.toggle) ?? button.hasAttribute("data-toggle-open"));
    }
  };

  const openAround = (hash) => {
    const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    const closed = target && target.closest("[hidden]");
    const button = closed && document.querySelector(`[data-toggle="${CSS.escape(closed.id)}"]`);
    if (!button) return;
    left.set(closed.id, true);
    show(button, true);
    target.scrollIntoView({ block: "nearest" });
  };

  const offerPasswords = (root) => {
    for (const input of root.querySelectorAll("input[type=password]:not([data-revealable])")) {
      input.dataset.revealable = "";
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small reveal";
      const say = (visible) => {
        button.textContent = visible ? announcer().dataset.hide : announcer().dataset.show;
        button.setAttribute("aria-label", visible ? announcer().dataset.hidePassword : announcer().dataset.showPassword);
      };
      say(false);
      const row = document.createElement("div");
      row.className = "with-reveal";
      input.replaceWith(row);
      row.append(input, button);
      button.addEventListener("click", () => {
        const visible = input.type === "password";
        input.type = visible ? "text" : "password";
        say(visible);
      });
      input.form?.addEventListener("submit", () => (input.type = "password"));
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-toggle]");
    if (button) {
      const open = button.getAttribute("aria-expanded") !== "true";
      show(button, open);
      left.set(button.dataset.toggle, open);
      announcer().textContent = open ? announcer().dataset.shown : announcer().dataset.hidden;
    }
    const link = event.target.closest('a[href^="#"]');
    if (link) openAround(link.getAttribute("href"));
  });
  window.addEventListener("hashchange", () => openAround(location.hash));

  const prepare = (root) => {
    prepareToggles(root);
    offerPasswords(root);
  };
  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    openAround(location.hash);
  });
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentNode || document));
})();
