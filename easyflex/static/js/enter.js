// Enter in a field presses the first submit button of its form, wherever the field is. In a form with a
// [data-default-button] it presses the button of the part it is in: a [data-enter] around the field names one
// (a selector), elsewhere the form's own data-enter does. Without this script it presses the default button itself.
"use strict";
document.addEventListener("click", (event) => {
  const standIn = event.target.closest("[data-default-button]");
  if (!standIn) return;
  event.preventDefault();
  const part = document.activeElement?.closest("[data-enter]") ?? standIn.form;
  standIn.form.querySelector(part.dataset.enter)?.click();
});
