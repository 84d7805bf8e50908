/* Pasting from Word: bold, lists and links become Markdown, all else plain text. */
import { toMarkdown } from "./html-to-markdown.js";
import { insert } from "./text-box.js";

const paste = (event, question, box) => {
  const max = Number(box.form.dataset.max);
  const plain = event.clipboardData.getData("text/plain");
  if (plain.length > 5 * max) {
    event.preventDefault();
    const shown = question.querySelector("[data-count]") ?? document.querySelector("[data-saved]");
    const [given, held] = [plain.length, max].map((number) => number.toLocaleString("en-GB"));
    shown.textContent = `Not pasted: ${given} characters, and this box holds ${held}.`;
    shown.classList.add("st-under__over");
    return;
  }
  const inserted = toMarkdown(event.clipboardData.getData("text/html"));
  if (!inserted) return;
  event.preventDefault();
  insert(box, { start: box.selectionStart, end: box.selectionEnd, inserted });
};

export const pasteAsMarkdown = (question, box) =>
  box.addEventListener("paste", (event) => paste(event, question, box));
