// Werklocatie: the own login is asked for only where the chosen server wants one, with the user name stored there.
(() => {
  const form = document.getElementById("work-location");
  const login = document.getElementById("own-login");
  if (!form || !login) return;
  const username = form.elements.namedItem("username");
  const password = form.elements.namedItem("password");
  const chosen = () => form.querySelector("input[name=server]:checked");
  let shown = chosen();

  form.querySelector("[data-without-script]").hidden = true;

  function show() {
    const place = chosen();
    login.hidden = !place || !("asksLogin" in place.dataset);
    if (!login.hidden) place.closest(".place-option").append(login);
  }

  form.addEventListener("change", (event) => {
    if (event.target.name !== "server") return;
    // What was typed for the place before stays with it.
    if (shown && "asksLogin" in shown.dataset) {
      shown.dataset.username = username.value;
      shown.typedPassword = password.value;
    }
    shown = chosen();
    if ("asksLogin" in shown.dataset) {
      username.value = shown.dataset.username;
      password.value = shown.typedPassword || "";
    }
    show();
  });

  show();
})();
