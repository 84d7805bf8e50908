import assert from "node:assert/strict";
import { test } from "node:test";

import { describeLength } from "../../static/js/modules/word-count.js";

for (const [text, aim, words] of [
  ["", 0, "0 words"],
  ["  \n ", 0, "0 words"],
  ["None", 0, "1 word"],
  ["94 beds\nopen", 0, "3 words"],
  ["94 beds", 150, "2 words, aim for under 150"],
]) {
  test(`${JSON.stringify(text)} with the aim ${aim}`, () =>
    assert.deepEqual(describeLength(text, { max: 20_000, aim }), { words, isOver: false }));
}

test("more than can be saved is told in characters", () =>
  assert.deepEqual(describeLength("a".repeat(20_001), { max: 20_000, aim: 150 }), {
    words: "20,001 characters: 1 too many to be saved",
    isOver: true,
  }));

test("as much as can be saved is not too much", () =>
  assert.equal(describeLength("a".repeat(20_000), { max: 20_000, aim: 0 }).isOver, false));
