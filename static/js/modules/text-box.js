/* Changes to the text of a box. The first two say what to insert where, the last does it. */

/* The chosen words between `before` and `after`; `otherwise` stands in where none are chosen. */
export const surround = (text, start, end, { before, after, otherwise }) => {
  const chosen = text.slice(start, end) || otherwise;
  const from = start + before.length;
  return { start, end, inserted: `${before}${chosen}${after}`, selection: [from, from + chosen.length] };
};

/* The lines from `start` to `end` as a list, or back where all of them are list items. */
export const toggleList = (text, start, end) => {
  const first = text.lastIndexOf("\n", start - 1) + 1;
  const stop = text.indexOf("\n", end);
  const last = stop === -1 ? text.length : stop;
  const lines = text.slice(first, last).split("\n");
  const isList = lines.every((line) => line.startsWith("- "));
  return {
    start: first,
    end: last,
    inserted: lines.map((line) => (isList ? line.slice(2) : `- ${line}`)).join("\n"),
  };
};

export const insert = (box, { start, end, inserted, selection }) => {
  box.focus();
  box.setSelectionRange(start, end);
  // Old, but the one way that undo still works afterwards. It types wherever the cursor is, and
  // that is somewhere else when this box is not shown.
  if (document.activeElement !== box || !document.execCommand("insertText", false, inserted)) {
    box.setRangeText(inserted, start, end, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (selection) box.setSelectionRange(...selection);
};

export const replaceAll = (box, inserted) => insert(box, { start: 0, end: box.value.length, inserted });
