/* A grid of cells to type in: cells move by keys, blocks are pasted and filled down, rows are added, every
   step is undone, and what changed is saved together. What is not saved is kept on this device. */
import { letDrag } from "./modules/grid-drag.js";
import { newRowsOf } from "./modules/grid-rows.js";
import { forgetWords, keepWords, keptWords, typedAt } from "./modules/kept-words.js";
import { hasTable, readTable } from "./modules/pasted-table.js";
import { isSignedOut, post } from "./modules/server.js";

const form = document.querySelector("[data-grid]");
const body = form.querySelector("tbody");
const find = (name) => form.querySelector(`[data-${name}]`);
const buttons = Object.fromEntries(Array.from(form.querySelectorAll("[data-do]"), (button) => [button.dataset.do, button]));
/* Where it is said why the cells of one column change, on a grid that asks for it. */
const reason = find("reason");
const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/* Cells: what each held when it was read, and where it stands. */

const boxesOf = (row) => Array.from(row.querySelectorAll("textarea"));
const was = new Map(boxesOf(body).map((box) => [box, box.value]));
const rowOf = (box) => box.closest("tr");
const boxOf = (level, pk, name) => body.querySelector(`[data-level="${level}"][data-pk="${pk}"] [data-name="${name}"]`);
const nameOf = (box) => `${rowOf(box).dataset.level} ${rowOf(box).dataset.pk} ${box.dataset.name}`;
const boxNamed = (name) => boxOf(...name.split(" "));
const isChanged = (box) => box.value !== (was.get(box) ?? "");
const added = newRowsOf(form, body);
const changed = () => boxesOf(body).filter((box) => isChanged(box) && !added.isNew(rowOf(box)));

/* The rows and their cells by place; read again after rows came, went or moved. */
let rows;
let places;
const readPlaces = () => {
  rows = added.rows();
  places = rows.map((row) => Array.from(row.cells).slice(1).map((cell) => cell.querySelector("textarea")));
};
readPlaces();

const at = (box) => {
  const down = rows.indexOf(rowOf(box));
  return [down, places[down].indexOf(box)];
};

/* Boxes are as high as their words. All are measured together, once for each picture: the page
   would be laid out anew for each of them otherwise, which takes a minute for 200 rows. */
const unfitted = new Set();
const fitAll = () => {
  const boxes = [...unfitted].filter((box) => box.isConnected);
  unfitted.clear();
  for (const box of boxes) box.style.height = "0";
  const heights = boxes.map((box) => box.scrollHeight);
  boxes.forEach((box, index) => {
    box.style.height = `${heights[index] + 2}px`;
  });
};

const showBox = (box) => {
  if (!unfitted.size) requestAnimationFrame(fitAll);
  unfitted.add(box);
  box.closest("td").classList.toggle("is-changed", isChanged(box));
};

/* The last save, while it can be taken back as a whole. */
const savedKey = `${form.dataset.key} saved`;
let lastSave = keptWords(savedKey);

const describe = () => {
  const cells = changed();
  const news = added.sent().length;
  const parts = [
    cells.length ? `${many(cells.length, "change")} in ${many(new Set(cells.map(rowOf)).size, "row")}` : "",
    news ? many(news, "new row") : "",
  ].filter(Boolean);
  return parts.length ? `${parts.join(" and ")}, not saved yet` : "Nothing changed";
};

const showCounts = () => {
  const cells = changed();
  find("count").textContent = describe();
  find("count").classList.toggle("st-saved", cells.length === 0 && added.sent().length === 0);
  buttons.save.disabled = buttons.discard.disabled = cells.length === 0 && added.sent().length === 0;
  if (reason) reason.hidden = !cells.some((box) => box.dataset.name === reason.dataset.reason && was.get(box));
  const takesBack = done.length === 0 && buttons.save.disabled && lastSave;
  buttons.undo.disabled = done.length === 0 && !takesBack;
  buttons.undo.textContent = takesBack ? `Undo the save of ${typedAt(lastSave)}` : "Undo";
  buttons.redo.disabled = undone.length === 0;
};

const keep = () => {
  const cells = changed().map((box) => [nameOf(box), { was: was.get(box), now: box.value }]);
  const newRows = added.sent().map(added.words);
  if (cells.length || newRows.length) keepWords(form.dataset.key, { cells: Object.fromEntries(cells), rows: newRows });
  else forgetWords(form.dataset.key);
};

/* Steps: cells as [cell, before, after], rows that were added, and rows that were taken away. */

const done = [];
const undone = [];

/* What a cell held when one came to it: what was typed since is no step yet. */
const held = new Map();

const put = (box, value) => {
  box.value = value;
  held.set(box, value);
  showBox(box);
};

const putRows = (come, go) => {
  if (!come.length && !go.length) return;
  [...go].reverse().forEach(added.takeAway);
  come.forEach(added.putBack);
  readPlaces();
  come.flatMap(boxesOf).forEach(showBox);
};

const take = ({ cells = [], come = [], go = [] }) => {
  const own = cells.filter(([, before, now]) => before !== now);
  putRows(come, go);
  if (!own.length && !come.length && !go.length) return;
  own.forEach(([box, , now]) => put(box, now));
  done.push({ cells: own, come, go });
  undone.length = 0;
  after();
};

const after = () => {
  showCounts();
  keep();
};

const undo = () => {
  if (!done.length) return takeBack();
  const { cells, come, go } = done.pop();
  cells.forEach(([box, before]) => put(box, before));
  putRows(go, come);
  undone.push({ cells, come, go });
  (cells[0]?.[0] ?? boxesOf(go[0] ?? body)[0])?.focus();
  return after();
};

const redo = () => {
  const step = undone.pop();
  if (!step) return;
  putRows(step.come, step.go);
  step.cells.forEach(([box, , value]) => put(box, value));
  done.push(step);
  (step.cells[0]?.[0] ?? boxesOf(step.come[0] ?? body)[0])?.focus();
  after();
};

/* Choosing cells: a block from where one began to where one is. */

let begun = null;
let chosen = [];

const choose = (box) => {
  chosen.forEach((one) => one.closest("td").classList.remove("is-chosen"));
  if (!begun?.isConnected) begun = box;
  const [top, left] = at(begun);
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
  const first = keepsBlock ? begun : box;
  box.focus();
  begun = first;
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
  const cells = chosen.map((box) => {
    const column = at(box)[1];
    if (!tops.has(column)) tops.set(column, box.value);
    return [box, box.value, tops.get(column)];
  });
  take({ cells });
  find("chosen").textContent = chosen.length > 1 ? `Filled ${many(chosen.length, "cell")}` : "Choose the cells to fill first";
};

/* Adding rows */

const label = (row) => boxesOf(row).forEach((box) => was.set(box, ""));

const addRow = (level, under) => {
  const row = added.make(level, under);
  label(row);
  take({ come: [row] });
  moveTo(row.querySelector("[data-title]"));
};

/* Which row a line of a pasted block goes into: below what is new only what is new, and beyond
   the last row of all one that is made for it. */
const rowFor = (top, down, come) => {
  const first = rows[top];
  const next = rows[top + down];
  const isFree = next && (!added.isNew(first) || (added.isNew(next) && added.isBeside(first, next)));
  if (isFree) return next;
  const last = added.isNew(first) ? first : rows.at(-1);
  const row = added.make(last.dataset.level, last.dataset.under);
  label(row);
  come.push(row);
  return row;
};

const pasteBlock = (event) => {
  const box = event.target.closest("textarea");
  if (!box || !hasTable(event.clipboardData)) return;
  event.preventDefault();
  typedInto(box);
  const [top, left] = at(box);
  const table = readTable(event.clipboardData.getData("text/plain"));
  const cells = [];
  const come = [];
  let lost = 0;
  table.forEach((line, down) => {
    if (!line.some(Boolean) && !rows[top + down]) return;
    const row = rowFor(top, down, come);
    const boxes = Array.from(row.cells).slice(1).map((cell) => cell.querySelector("textarea"));
    line.forEach((words, across) => {
      const target = boxes[left + across];
      if (target) cells.push([target, target.value, words]);
      else if (words) lost += 1;
    });
  });
  take({ cells, come });
  const news = come.length ? ` ${many(come.length, "row")} added.` : "";
  const left_out = lost ? ` ${many(lost, "cell")} had no place here` : "";
  find("chosen").textContent = `Pasted ${many(cells.length, "cell")}.${news}${left_out}`;
};

/* What was typed into a cell is one step, told when one leaves it. */
const typedInto = (box) => {
  const before = held.get(box) ?? box.value;
  held.set(box, box.value);
  if (before !== box.value) take({ cells: [[box, before, box.value]] });
};

form.addEventListener("focusin", ({ target }) => {
  if (!target.matches("textarea")) return;
  held.set(target, target.value);
  // Whoever comes here by Tab begins a new block here.
  begun = target;
  choose(target);
  const hint = target.getAttribute("aria-describedby");
  find("hint").textContent = hint ? document.getElementById(hint).textContent : "";
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
    else if (done.length) undo();
  }
});
form.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]");
  const remove = event.target.closest("[data-remove]");
  if (add && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    addRow(add.dataset.add, add.closest("[data-foot]").dataset.foot);
  } else if (remove) {
    const row = remove.closest("tr");
    const near = rows[rows.indexOf(row) - 1] ?? body;
    take({ go: added.within(row) });
    (boxesOf(near)[0] ?? find("add"))?.focus();
  }
});

/* Saving */

const say = (words) => {
  find("banner").textContent = words;
  find("banner").hidden = !words;
};

const clearProblems = () => {
  form.querySelectorAll(".st-cellgrid__problem").forEach((row) => row.remove());
  boxesOf(body).forEach((box) => box.removeAttribute("aria-invalid"));
};

const button = (words, act) => {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: words });
  made.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
  made.addEventListener("click", act);
  return made;
};

const short = (words) => (words.length > 40 ? `${words.slice(0, 40)}…` : words || "nothing");

const showProblem = ({ level, pk, name, words, held: theirs, conflict }) => {
  const box = boxOf(level, pk, name);
  if (!box) return say(words);
  const row = document.createElement("tr");
  row.className = "st-cellgrid__problem";
  const whole = row.insertCell();
  whole.colSpan = places[0].length + 1;
  // It stays in sight where the grid is scrolled sideways.
  const cell = whole.appendChild(document.createElement("div"));
  const called = box.getAttribute("aria-label").replace(/\s+/g, " ");
  cell.append(`${called}: ${words} `);
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
        take({ cells: [[box, box.value, theirs]] });
        showBox(box);
        settle();
      }),
      button(`Use ${short(box.value)}`, settle),
    );
  }
  return rowOf(box).after(row);
};

const SIGNED_OUT = "You are signed out. What you typed is kept on this device: sign in in another tab, then save again.";
const NO_ANSWER = "Not saved: no answer from the server. What you typed is kept on this device.";

/* What the server answers; null, and a word of it, where it does not. */
const send = async (fields, url = form.action) => {
  buttons.save.disabled = buttons.undo.disabled = true;
  say("");
  try {
    const response = await post(url, new URLSearchParams(fields));
    if (isSignedOut(response) || response.status === 401) return say(SIGNED_OUT) ?? null;
    const answer = await response.json();
    return response.ok ? answer : (say(answer.message) ?? null);
  } catch {
    return say(NO_ANSWER) ?? null;
  } finally {
    showCounts();
  }
};

const changeOf = (box) => ({
  level: rowOf(box).dataset.level,
  pk: Number(rowOf(box).dataset.pk),
  name: box.dataset.name,
  was: was.get(box),
  now: box.value,
});

/* Let cells hold what the server says, but for what was typed meanwhile. */
const putSaved = (cells, isKept) => {
  for (const { level, pk, cells: words } of cells) {
    const row = body.querySelector(`[data-level="${level}"][data-pk="${pk}"]`);
    for (const box of row ? boxesOf(row) : []) {
      const text = words[box.dataset.name];
      if (text === undefined || isKept(box)) continue;
      was.set(box, text);
      put(box, text);
    }
  }
};

const save = async () => {
  const cells = changed();
  const changes = cells.map(changeOf);
  const newRows = added.sent();
  const newCells = newRows.flatMap(boxesOf).filter((box) => box.value);
  const sent = new Map([...cells, ...newCells].map((box) => [box, box.value]));
  const answer = await send({
    changes: JSON.stringify([...changes, ...newCells.map(changeOf)]),
    rows: JSON.stringify(newRows.map(added.place)),
    reason: form.elements.reason?.value ?? "",
  });
  if (!answer) return;
  clearProblems();
  answer.added.forEach(added.settle);
  const wrong = new Set(answer.problems.map(({ level, pk, name }) => boxOf(level, pk, name)));
  const saved = cells.filter((box) => !wrong.has(box));
  saved.forEach((box) => was.set(box, sent.get(box)));
  putSaved(answer.cells, (box) => wrong.has(box) || box.value !== (sent.get(box) ?? was.get(box)));
  readPlaces();
  boxesOf(body).forEach(showBox);
  [...answer.problems].reverse().forEach(showProblem);
  done.length = undone.length = 0;
  rememberSave(saved, changes, cells, answer);
  after();
  const told = [saved.length ? `${many(saved.length, "change")} saved` : "", answer.added.length ? `${many(answer.added.length, "row")} added` : ""];
  const words = told.filter(Boolean).join(", ") || "Nothing saved";
  if (answer.problems.length) {
    say(`${words}. ${many(answer.problems.length, "cell")} not: see the lines in the grid.`);
    form.querySelector('[aria-invalid="true"]')?.focus();
  } else {
    if (reason) form.elements.reason.value = "";
    find("count").textContent = words;
  }
};

/* What a save did, the other way round. */
const rememberSave = (saved, changes, cells, answer) => {
  if (!saved.length && !answer.added.length) return;
  const back = saved.map((box) => ({ ...changes[cells.indexOf(box)], was: was.get(box), now: changes[cells.indexOf(box)].was }));
  // All that a new row holds, in columns that are not shown too.
  const rowsAdded = answer.added.map(({ level, pk }) => ({
    level,
    pk,
    cells: answer.cells.find((row) => row.level === level && row.pk === pk).cells,
  }));
  keepWords(savedKey, { changes: back, added: rowsAdded });
  lastSave = { changes: back, added: rowsAdded, at: Date.now() };
};

const takeBack = async () => {
  if (!lastSave || changed().length || added.sent().length) return;
  const { changes, added: rowsAdded } = lastSave;
  const answer = await send({ undo: "1", changes: JSON.stringify(changes), added: JSON.stringify(rowsAdded) });
  if (!answer) return;
  clearProblems();
  const stays = new Set(answer.problems.map(({ level, pk }) => `${level} ${pk}`));
  const gone = rowsAdded.filter(({ level, pk }) => !stays.has(`${level} ${pk}`));
  gone.forEach(({ level, pk }) => added.remove(body.querySelector(`[data-level="${level}"][data-pk="${pk}"]`)));
  putSaved(answer.cells, () => false);
  const left = answer.problems.filter(({ held: theirs, level, pk, name, conflict }) => {
    const box = conflict && boxOf(level, pk, name);
    if (box) was.set(box, theirs), put(box, theirs);
    return true;
  });
  readPlaces();
  left.forEach((problem) => showProblem({ ...problem, conflict: false }));
  lastSave = null;
  forgetWords(savedKey);
  done.length = undone.length = 0;
  after();
  const back = many(changes.length + rowsAdded.length - left.length, "change");
  if (left.length) say(`${back} taken back. ${many(left.length, "cell")} not: see the lines in the grid.`);
  else find("count").textContent = `${back} taken back`;
};

/* Moving: at once, not with the next save. */

const MOVED = "Its reference is as it was.";

const placeNow = (row) => ({ under: row.dataset.under, after: added.tree.before(row, row) });

const moveRow = async (row, place) => {
  const before = placeNow(row);
  if (before.under === place.under && before.after === place.after) return;
  const title = short(row.querySelector("[data-title]").value);
  const answer = await send(
    { under: place.under, after: place.after?.dataset.pk ?? "", was_under: before.under },
    row.querySelector("[data-grip]").dataset.grip,
  );
  if (!answer) return;
  added.move(row, place);
  readPlaces();
  say(`Moved “${title}”. ${MOVED} `);
  find("banner").append(button("Put it back", () => moveRow(row, before)));
  row.querySelector("[data-grip]").focus();
};

letDrag(body, added.tree, moveRow);

const discard = () => {
  clearProblems();
  take({ cells: changed().map((box) => [box, box.value, was.get(box)]), go: added.all() });
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
buttons.undo.addEventListener("click", undo);
buttons.redo.addEventListener("click", redo);
buttons.fill.addEventListener("click", fillDown);
buttons.discard.addEventListener("click", discard);

/* Words in a column that is left out here come back where all columns are shown. */
const shown = new Set(Array.from(form.querySelectorAll("thead [data-column]"), ({ dataset }) => dataset.column));
const isTypedElsewhere = ({ cells = {}, rows: kept = [] }) =>
  Object.keys(cells).some((name) => !shown.has(name.split(" ")[2])) ||
  kept.some((row) => Object.entries(row.cells).some(([name, words]) => words && !shown.has(name)));

const restored = keptWords(form.dataset.key);
if (restored && form.dataset.allColumns && isTypedElsewhere(restored)) {
  window.location.replace(form.dataset.allColumns);
} else if (restored) {
  const come = added.restore(restored.rows ?? []);
  come.forEach(({ row }) => label(row));
  const cells = Object.entries(restored.cells ?? {})
    .filter(([name, { now }]) => boxNamed(name) && boxNamed(name).value !== now)
    .map(([name, { was: before, now }]) => {
      const box = boxNamed(name);
      // What it held when it was typed over goes with it: another's change since is found so.
      was.set(box, before);
      return [box, box.value, now];
    });
  for (const { row, words } of come) {
    for (const box of boxesOf(row)) cells.push([box, "", words[box.dataset.name] ?? ""]);
  }
  take({ cells, come: come.map(({ row }) => row) });
  const number = cells.filter(([, before, now]) => before !== now).length;
  if (number) say(`What you typed on ${typedAt(restored)} is back: ${many(number, "cell")}, not saved yet.`);
}
boxesOf(body).forEach(showBox);
showCounts();
