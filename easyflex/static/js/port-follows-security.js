// The port follows the security (25, 587, 465) as long as it is the usual one; a port typed by hand stays.
// The hidden field port_shown_for tells the server which choice the port on the screen belongs to.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const usual = { none: "25", starttls: "587", ssl: "465" };
  const form = document.getElementById("server-form");
  if (!form) return;
  const { port, port_shown_for: shownFor } = form.elements;

  form.addEventListener("change", (event) => {
    if (event.target.name !== "security") return;
    if (port.value.trim() === "" || port.value.trim() === usual[shownFor.value]) port.value = usual[event.target.value];
    shownFor.value = event.target.value;
  });
});
