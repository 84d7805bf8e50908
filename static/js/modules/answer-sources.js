/* An answer that is typed over no longer comes from the cell that is named beside it. */

export const hideSourcesTypedOver = (form) => {
  const hide = (event) => {
    const note = event.target.closest(".st-question, .nhsuk-form-group")?.querySelector("[data-from]");
    if (note) note.hidden = true;
  };
  form.addEventListener("input", hide);
  form.addEventListener("change", hide);
};
