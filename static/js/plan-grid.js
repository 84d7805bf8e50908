/* The plan as a grid: cells move by keys, blocks are pasted and filled down, every step is undone,
   and what changed is saved together. What is not saved is kept on this device. */
import { forgetWords, keepWords, keptWords, typedAt } from "./modules/kept-words.js";
import { hasTable, readTable } from "./modules/pasted-table.js";
import { isSignedOut, post } from "./modules/server.js";

const form = document.querySelector("[data-plan-grid]");
const rows = Array.from(form.querySelectorAll("tbody tr"));
const find = (name) => form.querySelector(`[data-${name}]`);
const buttons = Object.fromEntries(Array.from(form.querySelectorAll("[data-do]"), (button) => [button.dataset.do, button]));
const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/* Cells: what each held when it was read, and where it stands. */

const places = rows.map((row) => Array.from(row.cells).slice(1).map((cell) => cell.querySelector("textarea")));
const boxes = places.flat().filter(Boolean);
const was = new Map(boxes.map((box) => [box, box.value]));
const rowOf = (box) => box.closest("tr");
const nameOf = (box) => `${rowOf(box).dataset.level} ${rowOf(box).dataset.pk} ${box.dataset.name}`;
const byName = new Map(boxes.map((box) => [nameOf(box), box]));
const isChanged = (box) => box.value !== was.get(box);
const changed = () => boxes.filter(isChanged);

const at = (box) => {
  const down = rows.indexOf(rowOf(box));
  return [down, places[down].indexOf(box)];
};

const fit = (box) => {
  box.style.height = "0";
  box.style.height = `${box.scrollHeight + 2}px`;
};

const showBox = (box) => {
  fit(box);
  box.closest("td").classList.toggle("is-changed", isChanged(box));
};

const showCounts = () => {
  const cells = changed();
  const inRows = new Set(cells.map(rowOf)).size;
  find("count").textContent = cells.length
    ? `${many(cells.length, "change")} in ${many(inRows, "row")}, not saved yet`
    : "Nothing changed";
  buttons.save.disabled = buttons.discard.disabled = cells.length === 0;
  find("reason").hidden = !cells.some((box) => box.dataset.name === "target_date" && was.get(box));
  buttons.undo.disabled = done.length === 0;
  buttons.redo.disabled = undone.length === 0;
};

const keep = () => {
  const cells = changed().map((box) => [nameOf(box), { was: was.get(box), now: box.value }]);
  if (cells.length) keepWords(form.dataset.key, { cells: Object.fromEntries(cells) });
  else forgetWords(form.dataset.key);
};

/* Steps: each a list of [cell, before, after]. */

const done = [];
const undone = [];

/* What a cell held when one came to it: what was typed since is no step yet. */
const held = new Map();

const put = (box, value) => {
  box.value = value;
  held.set(box, value);
  showBox(box);
};

const take = (step) => {
  const own = step.filter(([, before, after]) => before !== after);
  if (!own.length) return;
  own.forEach(([box, , after]) => put(box, after));
  done.push(own);
  undone.length = 0;
  after();
};

const after = () => {
  showCounts();
  keep();
};

const undo = () => {
  const step = done.pop();
  if (!step) return;
  step.forEach(([box, before]) => put(box, before));
  undone.push(step);
  step[0][0].focus();
  after();
};

const redo = () => {
  const step = undone.pop();
  if (!step) return;
  step.forEach(([box, , value]) => put(box, value));
  done.push(step);
  step[0][0].focus();
  after();
};

/* Choosing cells: a block from where one began to where one is. */

let begun = null;
let chosen = [];

const choose = (box) => {
  chosen.forEach((one) => one.closest("td").classList.remove("is-chosen"));
  const [top, left] = at(begun ?? box);
  const [bottom, right] = at(box);
  chosen = [];
  for (let down = Math.min(top, bottom); down <= Math.max(top, bottom); down += 1) {
    for (let across = Math.min(left, right); across <= Math.max(left, right); across += 1) {
      if (places[down][across]) chosen.push(places[down][across]);
    }
  }
  if (chosen.length > 1) chosen.forEach((one) => one.closest("td").classList.add("is-chosen"));
  find("chosen").textContent = chosen.length > 1 ? `${many(chosen.length, "cell")} chosen` : "";
};

const moveTo = (box, keepsBlock) => {
  if (!keepsBlock) begun = box;
  box.focus();
  choose(box);
};

const step = (box, down, keepsBlock = false) => {
  const [row, column] = at(box);
  for (let next = row + down; places[next]; next += down) {
    if (places[next][column]) {
      moveTo(places[next][column], keepsBlock);
      return;
    }
  }
};

/* Each column of the chosen block takes what stands at its top. */
const fillDown = () => {
  const tops = new Map();
  take(
    chosen.map((box) => {
      const column = at(box)[1];
      if (!tops.has(column)) tops.set(column, box.value);
      return [box, box.value, tops.get(column)];
    }),
  );
  find("chosen").textContent = chosen.length > 1 ? `Filled ${many(chosen.length, "cell")}` : "Choose the cells to fill first";
};

const pasteBlock = (event) => {
  const box = event.target.closest("textarea");
  if (!box || !hasTable(event.clipboardData)) return;
  event.preventDefault();
  typedInto(box);
  const [top, left] = at(box);
  const table = readTable(event.clipboardData.getData("text/plain"));
  const steps = [];
  let lost = 0;
  table.forEach((cells, down) =>
    cells.forEach((words, across) => {
      const target = places[top + down]?.[left + across];
      if (target) steps.push([target, target.value, words]);
      else if (words) lost += 1;
    }),
  );
  take(steps);
  const left_out = lost ? ` ${many(lost, "cell")} had no place here` : "";
  find("chosen").textContent = `Pasted ${many(steps.length, "cell")}.${left_out}`;
};

/* What was typed into a cell is one step, told when one leaves it. */
const typedInto = (box) => {
  const before = held.get(box) ?? box.value;
  held.set(box, box.value);
  if (before !== box.value) take([[box, before, box.value]]);
};

form.addEventListener("focusin", ({ target }) => {
  if (!target.matches("textarea")) return;
  held.set(target, target.value);
});
form.addEventListener("focusout", ({ target }) => target.matches("textarea") && typedInto(target));
form.addEventListener("pointerdown", (event) => {
  const box = event.target.closest("textarea");
  if (!box) return;
  if (event.shiftKey && begun) {
    event.preventDefault();
    moveTo(box, true);
  } else {
    begun = box;
    choose(box);
  }
});
form.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea")) return;
  showBox(target);
  showCounts();
  keep();
});
form.addEventListener("paste", pasteBlock);
form.addEventListener("keydown", (event) => {
  const box = event.target.closest("textarea");
  if (!box) return;
  const command = event.ctrlKey || event.metaKey;
  const isUp = event.key === "ArrowUp";
  if (event.key === "Enter" && !event.altKey) {
    event.preventDefault();
    step(box, event.shiftKey ? -1 : 1);
  } else if ((isUp || event.key === "ArrowDown") && (event.shiftKey || event.altKey)) {
    event.preventDefault();
    step(box, isUp ? -1 : 1, event.shiftKey);
  } else if (command && event.key.toLowerCase() === "d") {
    event.preventDefault();
    fillDown();
  } else if (command && event.key.toLowerCase() === "z" && box.value === (held.get(box) ?? box.value)) {
    event.preventDefault();
    if (event.shiftKey) redo();
    else undo();
  }
});

/* Saving */

const say = (words) => {
  find("banner").textContent = words;
  find("banner").hidden = !words;
};

const clearProblems = () => {
  form.querySelectorAll(".st-plangrid__problem").forEach((row) => row.remove());
  boxes.forEach((box) => box.removeAttribute("aria-invalid"));
};

const button = (words, act) => {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: words });
  made.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
  made.addEventListener("click", act);
  return made;
};

const short = (words) => (words.length > 40 ? `${words.slice(0, 40)}…` : words || "nothing");

const showProblem = ({ level, pk, name, words, held: theirs, conflict }) => {
  const box = byName.get(`${level} ${pk} ${name}`);
  if (!box) return;
  const row = document.createElement("tr");
  row.className = "st-plangrid__problem";
  const cell = row.insertCell();
  cell.colSpan = places[0].length + 1;
  const label = box.getAttribute("aria-label").replace(/\s+/g, " ");
  cell.append(`${label}: ${words} `);
  box.setAttribute("aria-invalid", "true");
  const settle = () => {
    row.remove();
    box.removeAttribute("aria-invalid");
    box.focus();
    after();
  };
  if (conflict) {
    was.set(box, theirs);
    cell.append(`Kept now: “${theirs || "nothing"}”. Yours: “${box.value || "nothing"}”. `);
    cell.append(
      button(`Keep ${short(theirs)}`, () => {
        take([[box, box.value, theirs]]);
        showBox(box);
        settle();
      }),
      button(`Use ${short(box.value)}`, settle),
    );
  }
  rowOf(box).after(row);
};

const SIGNED_OUT = "You are signed out. What you typed is kept on this device: sign in in another tab, then save again.";
const NO_ANSWER = "Not saved: no answer from the server. What you typed is kept on this device.";

const save = async () => {
  const cells = changed();
  const changes = cells.map((box) => ({
    level: rowOf(box).dataset.level,
    pk: Number(rowOf(box).dataset.pk),
    name: box.dataset.name,
    was: was.get(box),
    now: box.value,
  }));
  buttons.save.disabled = true;
  say("");
  const body = new URLSearchParams({ changes: JSON.stringify(changes), reason: form.elements.reason.value });
  let answer;
  try {
    const response = await post(form.action, body);
    if (isSignedOut(response) || response.status === 401) return say(SIGNED_OUT);
    answer = await response.json();
    if (!response.ok) return say(answer.message);
  } catch {
    return say(NO_ANSWER);
  } finally {
    showCounts();
  }
  clearProblems();
  const wrong = new Set(answer.problems.map(({ level, pk, name }) => `${level} ${pk} ${name}`));
  const saved = cells.filter((box) => !wrong.has(nameOf(box)));
  saved.forEach((box) => was.set(box, changes[cells.indexOf(box)].now));
  cells.forEach(showBox);
  answer.problems.forEach(showProblem);
  done.length = undone.length = 0;
  after();
  if (answer.problems.length) {
    say(`${many(saved.length, "change")} saved. ${many(answer.problems.length, "cell")} not: see the lines in the grid.`);
    form.querySelector('[aria-invalid="true"]')?.focus();
  } else {
    form.elements.reason.value = "";
    find("count").textContent = `${many(saved.length, "change")} saved`;
  }
};

const discard = () => {
  clearProblems();
  take(changed().map((box) => [box, box.value, was.get(box)]));
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
buttons.undo.addEventListener("click", undo);
buttons.redo.addEventListener("click", redo);
buttons.fill.addEventListener("click", fillDown);
buttons.discard.addEventListener("click", discard);

const restored = keptWords(form.dataset.key);
if (restored?.cells) {
  const steps = Object.entries(restored.cells)
    .filter(([name, { now }]) => byName.has(name) && byName.get(name).value !== now)
    .map(([name, { was: before, now }]) => {
      const box = byName.get(name);
      // What it held when it was typed over goes with it: another's change since is found so.
      was.set(box, before);
      return [box, box.value, now];
    });
  take(steps);
  if (steps.length) say(`What you typed on ${typedAt(restored)} is back: ${many(steps.length, "cell")}, not saved yet.`);
}
boxes.forEach(showBox);
showCounts();
