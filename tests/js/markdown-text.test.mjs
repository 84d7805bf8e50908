import assert from "node:assert/strict";
import { test } from "node:test";

import { emphasise, joinBlocks, markerOf } from "../../static/js/modules/markdown-text.js";

const paragraph = (text) => ({ prefix: "", text });
const item = (text) => ({ prefix: "- ", text });

test("the marks stand at the words, not at the spaces around them", () => {
  assert.equal(emphasise(" 94 beds ", { bold: true, italic: false }), " **94 beds** ");
  assert.equal(emphasise("94 beds", { bold: false, italic: true }), "*94 beds*");
  assert.equal(emphasise("94 beds", { bold: true, italic: true }), "**94 beds**");
  assert.equal(emphasise("94 beds", { bold: false, italic: false }), "94 beds");
  assert.equal(emphasise("  ", { bold: true, italic: false }), "  ");
});

test("a number keeps its number, any other bullet becomes a dash", () => {
  assert.equal(markerOf("1."), "1. ");
  assert.equal(markerOf("12)"), "12) ");
  for (const bullet of ["·", "o", "§", "a.", "", "1.1."]) assert.equal(markerOf(bullet), "- ");
});

test("items of a list follow one another, paragraphs stand apart", () =>
  assert.equal(
    joinBlocks([paragraph("Opened:"), item("one"), item("two"), paragraph("Last words.")]),
    "Opened:\n\n- one\n- two\n\nLast words.",
  ));

test("empty blocks leave nothing behind", () => {
  assert.equal(joinBlocks([paragraph(" "), item("one"), paragraph(""), item("two")]), "- one\n- two");
  assert.equal(joinBlocks([paragraph(" \n ")]), "");
});

test("two pieces of bold side by side are one", () => {
  assert.equal(joinBlocks([paragraph("**94** **beds**")]), "**94 beds**");
  assert.equal(joinBlocks([paragraph("**94****beds**")]), "**94beds**");
});

test("white space is one space, and none at a line's end", () =>
  assert.equal(joinBlocks([paragraph(" 94 \t beds \n open ")]), "94 beds\nopen"));
