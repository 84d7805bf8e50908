/* Beside a box for words: buttons that write Markdown, its preview, and the kinds of empty. */
import { post } from "./server.js";
import { insert, replaceAll, surround, toggleList } from "./text-box.js";

const BOLD = { before: "**", after: "**", otherwise: "bold words" };
const LINK = { before: "[", after: "](https://)", otherwise: "words of the link" };

const change = (box, how, marks) => insert(box, how(box.value, box.selectionStart, box.selectionEnd, marks));

const preview = async (box, button) => {
  const shown = document.getElementById(button.getAttribute("aria-controls"));
  const opens = shown.hidden;
  button.setAttribute("aria-expanded", String(opens));
  shown.hidden = !opens;
  if (!opens) return;
  shown.textContent = "One moment…";
  try {
    const response = await post(box.form.dataset.preview, new URLSearchParams({ text: box.value }));
    if (!response.ok) throw new Error(String(response.status));
    shown.innerHTML = await response.text();
  } catch {
    shown.textContent = "No preview now: the server did not answer, or you have been signed out. Your words are kept.";
  }
};

const TOOLS = {
  bold: (box) => change(box, surround, BOLD),
  list: (box) => change(box, toggleList),
  link: (box) => change(box, surround, LINK),
  preview,
};

const mayFill = (box, words) => !box.value.trim() || window.confirm(`Replace your words with “${words}”?`);

/* The buttons are no stops of the Tab key, which leads from box to box: Alt and F10 lead to them,
   arrows along them, and Escape back. */
const moveByKeys = (question, box) => {
  const buttons = Array.from(question.querySelectorAll("[data-tool]"));
  box.addEventListener("keydown", (event) => {
    if (event.key === "F10" && event.altKey) buttons[0]?.focus();
    else if (event.key.toLowerCase() === "b" && (event.ctrlKey || event.metaKey)) TOOLS.bold(box);
    else return;
    event.preventDefault();
  });
  buttons.forEach((button, place) =>
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) buttons[(place + step + buttons.length) % buttons.length].focus();
      else if (event.key === "Escape") box.focus();
      else return;
      event.preventDefault();
    }),
  );
};

/* `question` is what holds the box and its buttons. */
export const helpWithMarkdown = (question, box) => {
  moveByKeys(question, box);
  question.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { tool, fill } = button.dataset;
    if (tool) TOOLS[tool](box, button);
    if (fill && mayFill(box, fill)) replaceAll(box, fill);
  });
};
