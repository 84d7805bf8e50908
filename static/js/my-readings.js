/* The grid of readings: Enter goes to the next below, and a column of a spreadsheet is pasted. */
import { fillFrom, hasTable, readTable } from "./modules/pasted-table.js";

const boxes = Array.from(document.querySelectorAll("[data-figure]"));
const rows = boxes.map((box) => [box, box.closest("tr").querySelector("textarea")]);

const form = boxes[0]?.form;

form?.addEventListener("keydown", (event) => {
  const place = boxes.indexOf(event.target);
  if (event.key !== "Enter" || place === -1) return;
  event.preventDefault();
  (boxes[place + 1] ?? form.querySelector("button:not([data-undo])")).focus();
});

form?.addEventListener("paste", (event) => {
  const place = boxes.indexOf(event.target);
  if (place === -1 || !hasTable(event.clipboardData)) return;
  event.preventDefault();
  const table = readTable(event.clipboardData.getData("text/plain"));
  const { words, undo } = fillFrom(table, rows.slice(place), 0, () => true);
  const shown = document.querySelector("[data-pasted]");
  shown.hidden = false;
  shown.querySelector("[data-pasted-words]").textContent = `${words} Press Save readings to keep them.`;
  shown.querySelector("[data-undo]").onclick = () => {
    undo();
    shown.hidden = true;
    boxes[place].focus();
  };
});
