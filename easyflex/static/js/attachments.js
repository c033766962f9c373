// Attachments: a second choice adds to the first, and what is chosen is listed with its size and a way to remove it.
// Without this script the browser's own field works as ever. Sentences are in the data attributes of #chosen-files.
"use strict";
(() => {
  const UNITS = ["bytes", "KB", "MB", "GB"];

  const size = (bytes) => {
    const power = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10));
    const digits = { minimumFractionDigits: power ? 1 : 0, maximumFractionDigits: power ? 1 : 0 };
    return `${(bytes / 1024 ** power).toLocaleString(document.documentElement.lang, digits)}\u00a0${UNITS[power]}`;
  };
  const fill = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (whole, name) => words[name] ?? whole);
  const same = (one, other) =>
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

  const manage = (box) => {
    const form = box.closest("form");
    const input = form.elements.namedItem("attachments");
    const [list, total, problems] = ["ul", "[role=status]", "[role=alert]"].map((part) => box.querySelector(part));
    const row = box.querySelector("template").content.firstElementChild;
    const say = box.dataset;
    const limit = Number(say.limitBytes);
    let chosen = [];

    // What an earlier try has uploaded goes along as long as it is ticked.
    const kept = () => [...form.querySelectorAll("input[name=kept]:checked")].map((one) => Number(one.dataset.bytes));

    const complain = (sentences) => {
      problems.replaceChildren(...sentences.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence })));
      problems.hidden = !sentences.length;
    };

    const put = () => {
      const transfer = new DataTransfer();
      for (const file of chosen) transfer.items.add(file);
      input.files = transfer.files;
    };

    const show = (refused = []) => {
      const sum = [...kept(), ...chosen.map((file) => file.size)].reduce((one, other) => one + other, 0);
      const words = { total: size(sum) };
      list.replaceChildren(...chosen.map(line));
      list.hidden = !chosen.length;
      total.textContent = chosen.length ? fill(say.total, words) : "";
      complain(sum > limit ? [...refused, fill(say.together, words)] : refused);
    };

    const line = (file, index) => {
      const item = row.cloneNode(true);
      const [name, bytes, button] = item.children;
      name.textContent = file.name;
      bytes.textContent = size(file.size);
      button.querySelector(".visually-hidden").textContent = ` ${file.name}`;
      button.addEventListener("click", () => {
        chosen.splice(index, 1);
        put();
        show();
        (list.querySelectorAll("button")[Math.min(index, chosen.length - 1)] ?? input).focus();
      });
      return item;
    };

    const add = () => {
      const refused = [];
      for (const file of input.files) {
        if (!file.size) refused.push(fill(say.empty, file));
        else if (file.size > limit) refused.push(fill(say.tooBig, file));
        else if (!chosen.some((other) => same(file, other))) chosen.push(file);
      }
      put();
      show(refused);
    };

    input.addEventListener("change", add);
    form.addEventListener("change", (event) => {
      if (event.target.name === "kept") show();
    });
    // The back button may bring back a choice together with the page.
    window.addEventListener("pageshow", add);
    box.hidden = false;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("chosen-files");
    if (box) manage(box);
  });
})();
