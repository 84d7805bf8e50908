/* "Copy into my boxes to edit": the words of the last period, into boxes that are asked and have
   no words. */
import { replaceAll } from "./text-box.js";

/* Which of `words` (under the names of their boxes) go where, and how many boxes are left alone.
   `isAsked` says whether a box is open: explanation and mitigation are opened by a rating. */
export const chooseCopies = (words, boxes, isAsked = (box) => box.offsetParent !== null) => {
  const copies = [];
  let left = 0;
  for (const [name, text] of Object.entries(words)) {
    const box = boxes(name);
    if (!box || box.value === text || !isAsked(box)) continue;
    if (box.value.trim()) left += 1;
    else copies.push([box, text]);
  }
  return { copies, left };
};

export const describeCopies = (copied, left) => {
  const kept = left ? ` ${left} of your boxes had words already and ${left === 1 ? "was" : "were"} left alone.` : "";
  return `Copied into ${copied} box${copied === 1 ? "" : "es"}.${kept}`;
};

export const copyLastWords = (form) => {
  const link = document.querySelector("[data-copy]");
  const words = document.getElementById("last-words");
  if (!link || !words) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const boxes = (name) => form.elements.namedItem(name);
    const { copies, left } = chooseCopies(JSON.parse(words.textContent), boxes);
    copies.forEach(([box, text]) => replaceAll(box, text));
    link.focus();
    document.querySelector("[data-copied]").textContent = describeCopies(copies.length, left);
  });
};
