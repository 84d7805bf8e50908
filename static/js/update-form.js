/* The update form of one item. Everything here is a help: without it the form's own buttons
   do the work. */
import { hideSourcesTypedOver } from "./modules/answer-sources.js";
import { focusErrorSummary } from "./modules/error-summary.js";
import { copyLastWords } from "./modules/last-words.js";
import { helpWithMarkdown } from "./modules/markdown-help.js";
import { pasteAsMarkdown } from "./modules/pasting.js";
import { openByRating } from "./modules/ratings.js";
import { startSaving } from "./modules/saving.js";
import { countWords } from "./modules/word-count.js";

const form = document.querySelector("[data-update-form]");

openByRating(form);
hideSourcesTypedOver(form);
startSaving();
copyLastWords(form);
focusErrorSummary();

for (const question of form.querySelectorAll("[data-words]")) {
  const box = question.querySelector("textarea");
  helpWithMarkdown(question, box);
  countWords(question, box);
  pasteAsMarkdown(question, box);
}

form.addEventListener("update-saved", ({ detail }) => {
  const recovery = form.querySelector("[data-recovery]");
  if (recovery) recovery.textContent = detail.recovery;
});
