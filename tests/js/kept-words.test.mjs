import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { differ, forgetWords, keepWords, keptWords } from "../../static/js/modules/kept-words.js";

const words = { values: { heading_1: "94 beds" }, version: "3", at: 1764000000000 };

let stored;

beforeEach(() => {
  stored = new Map();
  globalThis.localStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => stored.set(key, value),
    removeItem: (key) => stored.delete(key),
  };
});

test("words are given back as they were kept, each update its own", () => {
  keepWords("update-1", words);
  assert.deepEqual(keptWords("update-1"), words);
  assert.equal(keptWords("update-2"), null);
  forgetWords("update-1");
  assert.equal(keptWords("update-1"), null);
});

test("what is damaged counts as nothing", () => {
  stored.set("update-1", "{half of it");
  assert.equal(keptWords("update-1"), null);
});

test("a browser that keeps nothing is no error", () => {
  const refuse = () => {
    throw new Error("QuotaExceededError");
  };
  globalThis.localStorage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  keepWords("update-1", words);
  forgetWords("update-1");
  assert.equal(keptWords("update-1"), null);
});

test("only an answer that the page asks for and shows otherwise is worth offering", () => {
  assert.equal(differ({ heading_1: "94 beds" }, { heading_1: "94 beds" }), false);
  assert.equal(differ({ heading_1: "94 beds" }, { heading_1: "95 beds" }), true);
  assert.equal(differ({ heading_9: "no longer asked" }, { heading_1: "94 beds" }), false);
  assert.equal(differ({}, { heading_1: "94 beds" }), false);
  assert.equal(differ({ kinds: ["must_do", "other"] }, { kinds: ["must_do", "other"] }), false);
  assert.equal(differ({ kinds: ["must_do", "other"] }, { kinds: ["other", "must_do"] }), true);
});
