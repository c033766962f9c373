// Werklocatie: the own login is asked for inside the chosen place, and only where the server wants one; what is said
// of it fits that place and what has been filled in since.
"use strict";
(() => {
  // A text that no longer holds is emptied: hidden ones are still read to who listens, through aria-describedby.
  const forget = (field) => {
    const box = field.closest(".field");
    box?.classList.remove("has-error");
    box?.querySelector(".field-error")?.replaceChildren();
    field.removeAttribute("aria-invalid");
    for (const link of document.querySelectorAll(`.error-summary a[href="#${CSS.escape(field.id)}"]`)) {
      const summary = link.closest(".error-summary");
      link.closest("li").remove();
      if (!summary.querySelector("li")) summary.remove();
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("work-location");
    const login = document.getElementById("own-login");
    if (!form || !login) return;
    const username = form.elements.namedItem("username");
    const password = form.elements.namedItem("password");
    const result = document.getElementById("check-result");
    const help = document.getElementById(`${password.id}_helptext`);
    const keeps = help?.textContent;
    const passwords = new Map();
    const chosen = () => form.querySelector("input[name=server]:checked");
    const asks = (place) => Boolean(place) && "asksLogin" in place.dataset;
    let place = chosen();

    const show = () => {
      login.hidden = !asks(place);
      if (!login.hidden) place.closest(".choice").append(login);
      if (help) help.textContent = asks(place) && "keepsPassword" in place.dataset ? keeps : "";
    };

    form.addEventListener("change", (event) => {
      if (event.target.name !== "server") return;
      // What was typed for one place stays with it.
      if (asks(place)) {
        place.dataset.username = username.value;
        passwords.set(place, password.value);
      }
      place = chosen();
      if (asks(place)) {
        username.value = place.dataset.username;
        password.value = passwords.get(place) ?? "";
      }
      // These were about the place before.
      result.replaceChildren();
      forget(username);
      forget(password);
      show();
    });

    for (const field of [username, password]) {
      field.addEventListener("input", () => {
        if (field.value) forget(field);
      });
    }

    login.querySelector("[data-without-script]").hidden = true;
    show();
  });
})();
