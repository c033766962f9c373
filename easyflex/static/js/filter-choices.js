// [data-filter-choices="id"]: a box above a long list of choices that leaves only those whose words contain what is
// typed; the chosen one always stays. Hidden until this script runs. data-found and data-none are what is announced.
"use strict";
(() => {
  const plain = (words) => words.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

  const offer = (box) => {
    const field = box.querySelector("input");
    const told = box.querySelector("[role=status]");
    const list = document.getElementById(box.dataset.filterChoices);
    const filter = () => {
      const wanted = plain(field.value.trim());
      const choices = [...list.querySelectorAll(".choice")];
      let found = 0;
      for (const choice of choices) {
        const fits = plain(choice.querySelector("label").textContent).includes(wanted);
        found += fits;
        choice.hidden = !fits && !choice.querySelector("input[type=radio]").checked;
      }
      const words = found ? box.dataset.found : box.dataset.none;
      told.textContent = wanted ? words.replace("{found}", found).replace("{all}", choices.length) : "";
    };
    field.addEventListener("input", (event) => {
      event.stopPropagation(); // nothing was typed that could be lost
      filter();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // would save the form
    });
    list.addEventListener("change", filter);
    box.hidden = false;
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-filter-choices]")) offer(box);
  });
})();
