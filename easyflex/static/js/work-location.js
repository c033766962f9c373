// Werklocatie: the own login is asked for inside the chosen place, and only where the server wants one.
"use strict";
(() => {
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("work-location");
    const login = document.getElementById("own-login");
    if (!form || !login) return;
    const username = form.elements.namedItem("username");
    const password = form.elements.namedItem("password");
    const result = document.getElementById("check-result");
    const passwords = new Map();
    const chosen = () => form.querySelector("input[name=server]:checked");
    const asks = (place) => Boolean(place) && "asksLogin" in place.dataset;
    let place = chosen();

    const show = () => {
      login.hidden = !asks(place);
      if (!login.hidden) place.closest(".choice").append(login);
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
      result.replaceChildren(); // it was about the place before
      show();
    });

    login.querySelector("[data-without-script]").hidden = true;
    show();
  });
})();
