/* A form that is submitted stays submitted: a second press of its button sends nothing. */

document.querySelectorAll("[data-once]").forEach((form) =>
  form.addEventListener("submit", (event) => {
    if (form.dataset.once === "sent") event.preventDefault();
    form.dataset.once = "sent";
  }),
);
