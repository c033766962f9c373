// A result beside the form says so when the settings on the screen are no longer those that were tested.
"use strict";
(() => {
  const NOT_TESTED = new Set(["identification", "max_connections", "messages_per_minute"]);
  let tested = null;
  let stale = false;

  const settings = () => {
    const form = document.getElementById("server-form");
    const counts = (field) =>
      !NOT_TESTED.has(field.name) &&
      !/^(hidden|submit|button)$/.test(field.type) &&
      !field.closest("#test") &&
      (field.checked || !/^(radio|checkbox)$/.test(field.type));
    return JSON.stringify([...form.elements].filter(counts).map((field) => [field.name, field.value]));
  };

  const mark = () => {
    const words = document.querySelector("#test-result [data-test=test-stale]");
    if (!words || tested === null) return;
    words.hidden = settings() === tested;
    if (!words.hidden && !stale) document.getElementById("announcer").textContent = words.textContent.trim();
    stale = !words.hidden;
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("#server-form [data-test=send-test]")) tested = settings();
  });
  document.addEventListener("htmx:afterSwap", mark);
  // Other scripts follow a change with changes of their own; look when they are done.
  for (const name of ["input", "change"]) document.addEventListener(name, () => queueMicrotask(mark));
})();
