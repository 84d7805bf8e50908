/* The grid of all that is to answer, one form for each row: moving by keys, and cells that a
   rating opens. */
import { pasteAsMarkdown } from "./modules/pasting.js";
import { startSaving } from "./modules/saving.js";

const controlsOf = (row) => Array.from(row.querySelectorAll("textarea, select, input"));

const isOpen = (control) => control.offsetParent !== null;

/* The same question in the next row down (or up) that asks it. */
const step = (control, direction) => {
  const row = control.closest("tr");
  const place = controlsOf(row).indexOf(control);
  for (let next = row[direction]; next; next = next[direction]) {
    const target = controlsOf(next)[place];
    if (target && isOpen(target)) {
      target.focus();
      return;
    }
  }
};

const showTone = (select) => {
  select.dataset.tone = select.selectedOptions[0]?.dataset.tone ?? "";
};

/* Explanation and mitigation are asked when some rating of the row needs them. */
const openCells = (row) => {
  const isNeeded = row.querySelector("option[data-needs-mitigation]:checked") !== null;
  row.querySelectorAll(".st-grid__opened").forEach((cell) => cell.toggleAttribute("data-closed", !isNeeded));
};

const showMissing = (row, { left, missing }) => {
  row.querySelector("[data-left]").textContent = left;
  row.querySelectorAll("[data-field]").forEach((cell) =>
    cell.classList.toggle("st-grid__missing", missing.includes(cell.dataset.field)),
  );
};

startSaving();

document.querySelectorAll("tr[data-row]").forEach((row) => {
  row.addEventListener("keydown", (event) => {
    const direction = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!direction || !event.altKey) return;
    event.preventDefault();
    step(event.target, direction);
  });
  row.addEventListener("change", (event) => {
    if (event.target.matches(".st-grid__rating")) showTone(event.target);
    openCells(row);
  });
  row.querySelectorAll("textarea").forEach((box) => pasteAsMarkdown(box.closest("td"), box));
  document.getElementById(row.dataset.row).addEventListener("update-saved", (event) => showMissing(row, event.detail));
});
