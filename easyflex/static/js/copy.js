// [data-copy="id"]: puts the words of that element on the clipboard. The button is hidden until this script runs.
"use strict";
(() => {
  const selectAll = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  // Rows of spans (the log) read as one line each; form fields give their value.
  const wordsOf = (element) => {
    if ("value" in element) return element.value;
    const lines = element.querySelectorAll(".log-line");
    if (!lines.length) return element.innerText ?? element.textContent;
    return [...lines].map((line) => [...line.children].map((part) => part.textContent).join(" ").trimEnd()).join("\n");
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const target = button && document.getElementById(button.dataset.copy);
    if (!target) return;
    const announcer = document.getElementById("announcer");
    try {
      await navigator.clipboard.writeText(wordsOf(target));
    } catch {
      selectAll(target); // no clipboard on plain http: leave it selected for Ctrl-C
      return;
    }
    announcer.textContent = announcer.dataset.copied;
    const words = button.innerHTML;
    button.textContent = announcer.dataset.copied;
    setTimeout(() => (button.innerHTML = words), 1600);
  });

  const offer = (root) => {
    for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  };
  document.addEventListener("DOMContentLoaded", () => offer(document));
  document.addEventListener("htmx:load", (event) => offer(event.detail.elt.parentNode || document));
})();
