/* The grid of all that is to answer, one form for each row: moving by keys, cells that a rating
   opens, words that fill a cell, blocks pasted from a spreadsheet, and counts that follow. */
import { fillFrom, hasTable, readTable } from "./modules/pasted-table.js";
import { pasteAsMarkdown } from "./modules/pasting.js";
import { startSaving } from "./modules/saving.js";
import { replaceAll } from "./modules/text-box.js";

const rows = Array.from(document.querySelectorAll("tr[data-row]"));

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
const openCells = (row) =>
  row.toggleAttribute("data-closed", row.querySelector("option[data-needs-mitigation]:checked") === null);

const showCounts = () => {
  const ofState = (state) => rows.filter((row) => row.dataset.state === state).length;
  for (const count of document.querySelectorAll("[data-count-of]")) count.textContent = ofState(count.dataset.countOf);
};

const showSaved = (row, { left, missing, is_ready: isReady, status, tag }) => {
  if (!status) return;
  row.querySelector("[data-left]").textContent = left;
  const shown = row.querySelector("[data-status] > *");
  shown.textContent = status;
  shown.className = shown.className.replace(/nhsuk-tag--\w+/, `nhsuk-tag--${tag}`);
  row.dataset.state = isReady ? "ready" : "begun";
  row.querySelectorAll("[data-field]").forEach((cell) =>
    cell.classList.toggle("st-grid__missing", missing.includes(cell.dataset.field)),
  );
  showCounts();
};

const mayFill = (box, words) => !box.value.trim() || window.confirm(`Replace your words with “${words.slice(0, 60)}”?`);

const fill = (cell, words) => {
  const box = cell.querySelector("textarea");
  if (box && words && mayFill(box, words)) replaceAll(box, words);
  box?.focus();
};

/* One click for a rating; the list beside the letters stays what the keys and a paste fill. */
const choose = (cell, value) => {
  const select = cell.querySelector("select");
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  select.focus();
};

const lastWords = (cell) => cell.querySelector("[data-last]")?.dataset.last.trim() ?? "";

/* A block of cells goes into this cell and those right of and below it. */
const pasteBlock = (event) => {
  const control = event.target.closest("textarea, input, select");
  if (!control || !hasTable(event.clipboardData)) return;
  const table = readTable(event.clipboardData.getData("text/plain"));
  const row = control.closest("tr");
  const below = rows.slice(rows.indexOf(row)).filter((other) => other.closest("table") === row.closest("table"));
  event.preventDefault();
  event.stopImmediatePropagation();
  const { words, undo } = fillFrom(table, below.map(controlsOf), controlsOf(row).indexOf(control), isOpen);
  const shown = document.querySelector("[data-pasted]");
  shown.hidden = false;
  shown.querySelector("[data-pasted-words]").textContent = words;
  shown.querySelector("[data-undo]").onclick = () => {
    undo();
    shown.hidden = true;
    control.focus();
  };
};

document.addEventListener("paste", pasteBlock, { capture: true });
startSaving();

rows.forEach((row) => {
  row.addEventListener("keydown", (event) => {
    if (!event.altKey) return;
    const direction = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const isLast = event.code === "KeyL" && lastWords(event.target.closest("td"));
    if (!direction && !isLast) return;
    event.preventDefault();
    if (direction) step(event.target, direction);
    else fill(event.target.closest("td"), lastWords(event.target.closest("td")));
  });
  row.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-fill], [data-fill-last], [data-choose]");
    if (!button) return;
    const cell = button.closest("td");
    if (button.dataset.choose) choose(cell, button.dataset.choose);
    else fill(cell, button.dataset.fill ?? lastWords(cell));
  });
  row.addEventListener("change", ({ target }) => {
    if (target.matches(".st-grid__rating")) showTone(target);
    openCells(row);
  });
  row.querySelectorAll("textarea").forEach((box) => pasteAsMarkdown(box.closest("td"), box));
  document.getElementById(row.dataset.row).addEventListener("update-saved", ({ detail }) => showSaved(row, detail));
});
