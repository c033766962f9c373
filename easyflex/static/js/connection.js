// A live part of the page that cannot be fetched says so, and htmx keeps asking; the notice goes when an answer comes.
"use strict";
(() => {
  let notice = null;

  const complain = () => {
    if (notice) return;
    const announcer = document.getElementById("announcer");
    notice = document.createElement("div");
    notice.className = "notice warn slim";
    notice.dataset.test = "connection-lost";
    notice.textContent = announcer.dataset.unreachable;
    document.getElementById("messages").append(notice);
  };

  const relieve = () => {
    notice?.remove();
    notice = null;
  };

  document.addEventListener("htmx:sendError", complain);
  document.addEventListener("htmx:timeout", complain);
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) complain();
  });
  document.addEventListener("htmx:afterOnLoad", relieve);
})();
