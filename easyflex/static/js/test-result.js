// The result of a test: read out when it changes, brought into view when it begins, and ready for the next click.
"use strict";
(() => {
  let said = "";

  const announce = (root) => {
    const result = root.querySelector("[data-announce]");
    if (!result) return;
    const words = result.querySelector("h2").textContent.trim();
    if (words !== said) document.getElementById("announcer").textContent = words;
    said = words;
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    const place = document.getElementById("test-result");
    if (!place?.contains(event.target) && event.target !== place) return;
    announce(place);
    if (event.target === place) place.firstElementChild?.scrollIntoView({ block: "nearest" });
    // A finished test names the token of the next click, so that the same values can be tested again.
    const next = place.querySelector("[data-next-token]");
    const token = document.getElementById("test-token");
    if (next && token) token.value = next.dataset.nextToken;
  });
})();
