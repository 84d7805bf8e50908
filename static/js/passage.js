/* The page of one text beside the plan: formatting buttons, and Word text pasted as Markdown. */
import { focusErrorSummary } from "./modules/error-summary.js";
import { helpWithMarkdown } from "./modules/markdown-help.js";
import { pasteAsMarkdown } from "./modules/pasting.js";
import { countWords } from "./modules/word-count.js";

focusErrorSummary();

for (const question of document.querySelectorAll("[data-words]")) {
  const box = question.querySelector("textarea");
  helpWithMarkdown(question, box);
  countWords(question, box);
  pasteAsMarkdown(question, box);
}
