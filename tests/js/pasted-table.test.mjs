import assert from "node:assert/strict";
import { test } from "node:test";

import { fillFrom, hasTable, readTable } from "../../static/js/modules/pasted-table.js";

const clipboard = (plain, html = "") => ({ getData: (kind) => (kind === "text/html" ? html : plain) });

test("cells of a spreadsheet are a table, lines from Word are not", () => {
  assert.equal(hasTable(clipboard("a\tb", "<table><tr><td>a</td><td>b</td></tr></table>")), true);
  assert.equal(hasTable(clipboard("a\nb\n", "<html><body><table border=0><tr><td>a")), true);
  assert.equal(hasTable(clipboard("a\nb", "<p>a</p><p>b</p>")), false);
  assert.equal(hasTable(clipboard("a\nb")), false);
  assert.equal(hasTable(clipboard("a\tb")), true);
  assert.equal(hasTable(clipboard("one cell\r\n", "<table><tr><td>one cell</td></tr></table>")), false);
});

test("a cell keeps its line breaks and its quotes", () => {
  assert.deepEqual(readTable('One\tR\r\n"Two\nlines, ""quoted"""\tGreen\r\n'), [
    ["One", "R"],
    ['Two\nlines, "quoted"', "Green"],
  ]);
  assert.deepEqual(readTable("\t\tThird"), [["", "", "Third"]]);
});

const box = (value = "") => ({ tagName: "TEXTAREA", value, dispatchEvent: () => {} });
const select = () => ({
  tagName: "SELECT",
  value: "",
  options: [
    { value: "", textContent: "Choose" },
    { value: "7", textContent: "\n R Off track " },
  ],
  dispatchEvent: () => {},
});

test("a rating is found by its letter, its words or both", () => {
  for (const words of ["R", "off track", "R Off track"]) {
    const rating = select();
    fillFrom([[words]], [[rating]], 0, () => true);
    assert.equal(rating.value, "7");
  }
});

test("what no cell takes is named, and undo puts back what was there", () => {
  const rows = [
    [box("Mine."), select()],
    [box(), select()],
  ];
  const { words, undo } = fillFrom(
    [
      ["Theirs.", "Purple"],
      ["More.", "R"],
      ["Too far.", ""],
    ],
    rows,
    0,
    () => true,
  );
  assert.equal(words, "Pasted 3 cells from 3 rows. Not pasted, for no cell takes it: “Purple”, “Too far.”.");
  assert.deepEqual(
    rows.map((row) => row.map((control) => control.value)),
    [
      ["Theirs.", ""],
      ["More.", "7"],
    ],
  );
  undo();
  assert.deepEqual(
    rows.map((row) => row.map((control) => control.value)),
    [
      ["Mine.", ""],
      ["", ""],
    ],
  );
});
