import assert from "node:assert/strict";
import { test } from "node:test";
import { movedBy } from "../../static/js/modules/ordering.js";

const moves = [
  ["b", -1, "bac"],
  ["b", 1, "acb"],
  ["a", -1, "abc"],
  ["c", 1, "abc"],
  ["a", 2, "bca"],
];
for (const [line, by, order] of moves) {
  test(`${line} moved by ${by} gives ${order}`, () => {
    assert.equal(movedBy(["a", "b", "c"], line, by).join(""), order);
  });
}
