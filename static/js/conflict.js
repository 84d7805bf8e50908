/* The page with both texts of a conflict, to choose from question by question. */
import { focusErrorSummary } from "./modules/error-summary.js";
import { forgetFor } from "./modules/typed-words.js";

const form = document.querySelector("[data-conflict]");

// Who leaves their own version lets go of what they typed.
form.querySelector("[data-leave]").addEventListener("click", () => forgetFor(form));
form.querySelectorAll("[data-merged]").forEach((box) =>
  box.addEventListener("input", () => {
    form.elements.namedItem(`choice_${box.name.slice("merged_".length)}`).value = "merged";
  }),
);
focusErrorSummary();
