import assert from "node:assert/strict";
import { test } from "node:test";

import { dropPlace } from "../../static/js/modules/grid-drag.js";
import { readPlace } from "../../static/js/modules/grid-rows.js";

/* A plan of two ambitions, the first with two actions: rows as the page has them. */
const row = (level, pk, under) => ({ dataset: { level, pk, under } });
const care = row("objective", "1", "");
const one = row("ambition", "1", "objective-1");
const [first, second] = [row("action", "1", "ambition-1"), row("action", "2", "ambition-1")];
const two = row("ambition", "2", "objective-1");
const foot = (key) => ({ dataset: { foot: key } });
const rows = [care, one, first, second, two];
const keyOf = ({ dataset }) => `${dataset.level}-${dataset.pk}`;
const beside = (one) => rows.filter((other) => other.dataset.under === one.dataset.under && other.dataset.level === one.dataset.level);
const tree = {
  keyOf,
  rowAt: (key) => rows.find((one) => keyOf(one) === key),
  within: (one) => [one, ...rows.filter((other) => other.dataset.under === keyOf(one))],
  takes: (level, under) => (level === "action" ? /^(ambition|objective)-/ : /^objective-/).test(under),
  lastUnder: (level, under, moved) => rows.filter((one) => one.dataset.under === under && one.dataset.level === level && one !== moved).at(-1) ?? null,
  saved: (one) => one,
  before: (one, moved) => beside(one).slice(0, beside(one).indexOf(one)).filter((other) => other !== moved).at(-1) ?? null,
};

test("an action goes before or after the one it is dropped on", () => {
  assert.deepEqual(dropPlace(tree, second, first, true), { under: "ambition-1", after: null });
  assert.deepEqual(dropPlace(tree, first, second, false), { under: "ambition-1", after: second });
});

test("on a parent it is the first under it, at its foot the last", () => {
  assert.deepEqual(dropPlace(tree, first, two, false), { under: "ambition-2", after: null });
  assert.deepEqual(dropPlace(tree, first, foot("ambition-1"), false), { under: "ambition-1", after: second });
});

test("an ambition that is dropped on an action stands after the ambition of that", () => {
  assert.deepEqual(dropPlace(tree, two, first, true), { under: "objective-1", after: one });
  assert.deepEqual(dropPlace(tree, two, one, true), { under: "objective-1", after: null });
});

test("nothing is dropped on itself or on what stands under it", () => {
  assert.equal(dropPlace(tree, one, second, true), null);
  assert.equal(dropPlace(tree, one, one, true), null);
  assert.equal(dropPlace(tree, one, null, true), null);
});

test("a place is read from what a row says", () => {
  assert.deepEqual(readPlace("ambition--2"), ["ambition", -2]);
  assert.equal(readPlace(""), null);
});
