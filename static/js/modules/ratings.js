/* A rating that needs mitigation opens explanation, mitigation and date under itself. */

const showClear = (fieldset) => {
  const button = fieldset?.querySelector("[data-clear]");
  if (button) button.hidden = !fieldset.querySelector("input[type=radio]:checked");
};

const clear = (fieldset) => {
  const radio = fieldset.querySelector("input[type=radio]:checked");
  if (!radio) return;
  radio.checked = false;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  fieldset.querySelector("input[type=radio]").focus();
};

const openMitigation = (form, radio) => {
  const block = form.querySelector("[data-mitigation]");
  if (!block) return;
  const needing = Array.from(form.querySelectorAll("[data-needs-mitigation]:checked"));
  const under = needing.includes(radio) ? radio : needing[0];
  const wasClosed = "closed" in block.dataset;
  block.toggleAttribute("data-closed", !under);
  if (under) under.closest(".nhsuk-radios__item").after(block);
  const status = form.querySelector("[data-opened]");
  if (status && wasClosed !== !under) {
    status.textContent = under ? "Explanation and mitigation are asked below the rating." : "";
  }
};

export const openByRating = (form) => {
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "radio") return;
    showClear(target.closest("fieldset"));
    openMitigation(form, target);
  });
  form.querySelectorAll("[data-clear]").forEach((button) => {
    const fieldset = button.closest("fieldset");
    showClear(fieldset);
    button.addEventListener("click", () => clear(fieldset));
  });
};
