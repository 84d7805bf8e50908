import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseCopies, describeCopies } from "../../static/js/modules/last-words.js";

test("only boxes that are asked and have no words take any", () => {
  const boxes = {
    empty: { value: " \n" },
    written: { value: "Mine." },
    same: { value: "Words of before." },
    closed: { value: "", isClosed: true },
  };
  const words = Object.fromEntries(["empty", "written", "same", "closed", "gone"].map((name) => [name, "Words of before."]));
  const { copies, left } = chooseCopies(
    words,
    (name) => boxes[name] ?? null,
    (box) => !box.isClosed,
  );
  assert.deepEqual(copies, [[boxes.empty, "Words of before."]]);
  assert.equal(left, 1);
});

test("says how many took words and how many were left alone", () => {
  assert.equal(describeCopies(1, 0), "Copied into 1 box.");
  assert.equal(describeCopies(2, 1), "Copied into 2 boxes. 1 of your boxes had words already and was left alone.");
  assert.equal(describeCopies(0, 2), "Copied into 0 boxes. 2 of your boxes had words already and were left alone.");
});
