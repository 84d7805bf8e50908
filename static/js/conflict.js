/* The page with both texts of a conflict, to choose from question by question. */
import { focusErrorSummary } from "./modules/error-summary.js";
import { forgetWords } from "./modules/kept-words.js";

const form = document.querySelector("[data-conflict]");

// What was typed goes to the server with the choice.
form.addEventListener("submit", () => forgetWords(form.dataset.conflict));
form.querySelectorAll("[data-merged]").forEach((box) =>
  box.addEventListener("input", () => {
    form.elements.namedItem(`choice_${box.name.slice("merged_".length)}`).value = "merged";
  }),
);
focusErrorSummary();
