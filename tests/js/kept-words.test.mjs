import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import {
  differ,
  forgetAll,
  forgetWhere,
  forgetWords,
  keepWords,
  keptWords,
  nameWhere,
  tidyWords,
} from "../../static/js/modules/kept-words.js";

const words = { values: { heading_1: "94 beds" }, version: "3" };
const HOUR = 60 * 60 * 1000;

/* A store whose keys are its own, as a browser's has them. */
const emptyStore = () =>
  Object.create({
    getItem(key) {
      return this[key] ?? null;
    },
    setItem(key, value) {
      this[key] = value;
    },
    removeItem(key) {
      delete this[key];
    },
  });

const signIn = (reader) => {
  globalThis.document = { body: { dataset: reader ? { reader } : {} } };
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now: 1764000000000 });
  globalThis.localStorage = emptyStore();
  signIn("7");
});

test("words are given back as they were kept, each update its own", () => {
  keepWords("update-1", words);
  assert.deepEqual(keptWords("update-1"), { ...words, at: 1764000000000 });
  assert.equal(keptWords("update-2"), null);
  forgetWords("update-1");
  assert.equal(keptWords("update-1"), null);
});

test("nobody else is given them, and whoever signs in next has them removed", () => {
  keepWords("update-1", words);
  signIn("8");
  assert.equal(keptWords("update-1"), null);
  tidyWords();
  signIn("7");
  assert.equal(keptWords("update-1"), null);
});

test("the sign-in page leaves them for whoever typed them; signed out, nothing is kept", () => {
  keepWords("update-1", words);
  signIn("");
  tidyWords();
  keepWords("update-2", words);
  assert.equal(Object.keys(localStorage).length, 1);
  signIn("7");
  assert.notEqual(keptWords("update-1"), null);
});

test("they go after a day, and all at signing out; what is not ours stays", () => {
  localStorage.setItem("somebody-elses", "1");
  keepWords("update-1", words);
  mock.timers.tick(23 * HOUR);
  assert.notEqual(keptWords("update-1"), null);
  keepWords("update-2", words);
  mock.timers.tick(2 * HOUR);
  assert.equal(keptWords("update-1"), null);
  tidyWords();
  assert.equal(Object.keys(localStorage).length, 2);
  forgetAll();
  assert.deepEqual(Object.keys(localStorage), ["somebody-elses"]);
});

test("what went to the server under a name is known by it", () => {
  keepWords("update-1", words);
  keepWords("update-2", words);
  nameWhere((key) => key === "update-1", "abc");
  forgetWhere((key, kept) => kept.sent === "abc");
  assert.equal(keptWords("update-1"), null);
  assert.notEqual(keptWords("update-2"), null);
});

test("what is damaged counts as nothing", () => {
  localStorage.setItem("words 7 update-1", "{half of it");
  assert.equal(keptWords("update-1"), null);
});

test("a browser that keeps nothing is no error", () => {
  const refuse = () => {
    throw new Error("QuotaExceededError");
  };
  globalThis.localStorage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  keepWords("update-1", words);
  forgetWords("update-1");
  tidyWords();
  forgetAll();
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
