/* A block of cells copied from a spreadsheet: read, and put into the controls of a grid. */

/* Whether what is pasted comes from cells. A text from Word may have lines too, but no table. */
export const hasTable = (clipboard) => {
  const plain = clipboard.getData("text/plain").replace(/\r?\n$/, "");
  if (!/[\t\n]/.test(plain)) return false;
  const html = clipboard.getData("text/html");
  return html ? /<table[\s>]/i.test(html) && !/<p[\s>][^]*<table[\s>]/i.test(html) : plain.includes("\t");
};

/* Rows of cells, as spreadsheets write them: tabs between cells, quotes around those that hold a
   line break, and quotes within those doubled. */
export const readTable = (text) => {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r?\n|$)/y;
  const source = text.replace(/\r?\n$/, "");
  while (cell.lastIndex <= source.length) {
    const found = cell.exec(source);
    if (!found) break;
    rows.at(-1).push((found[1]?.replaceAll('""', '"') ?? found[2]).trim());
    if (found[3] === "") break;
    if (found[3] !== "\t") rows.push([]);
  }
  return rows;
};

/* The option of a select that a cell means: by its words, its letter, or both. */
const optionFor = (select, words) =>
  Array.from(select.options).find((option) => {
    const [letter, ...label] = option.textContent.trim().toLowerCase().split(/\s+/);
    const names = [letter, label.join(" "), [letter, ...label].join(" ")];
    return option.value && names.includes(words.toLowerCase());
  });

const change = (control, value) => {
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
};

/* What the control's value becomes; undefined where it has no such option. */
const valueFor = (control, words) => {
  if (control.tagName !== "SELECT" || !words) return words;
  return optionFor(control, words)?.value;
};

/* Puts `table` into `rows` of controls, from column `first` on: `words` says what became of it,
   and `undo` puts back what was there. A rating may open the cells that follow it, so each is
   looked at only when its turn comes. */
export const fillFrom = (table, rows, first, isOpen) => {
  const before = [];
  const left = [];
  table.forEach((cells, down) => {
    cells.forEach((words, across) => {
      const control = rows[down]?.[first + across];
      const value = control && isOpen(control) ? valueFor(control, words) : undefined;
      if (value === undefined) {
        if (words) left.push(words);
        return;
      }
      before.push([control, control.value]);
      change(control, value);
    });
  });
  const undo = () => before.reverse().forEach(([control, value]) => change(control, value));
  return { words: describe(before.length, table.length, left), undo };
};

const describe = (filled, height, left) => {
  const many = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const pasted = `Pasted ${many(filled, "cell")} from ${many(height, "row")}.`;
  if (!left.length) return pasted;
  const named = left.slice(0, 3).map((words) => `“${words.length > 40 ? `${words.slice(0, 40)}…` : words}”`);
  const more = left.length > 3 ? ` and ${left.length - 3} more` : "";
  return `${pasted} Not pasted, for no cell takes it: ${named.join(", ")}${more}.`;
};
