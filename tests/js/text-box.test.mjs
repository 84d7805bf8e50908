import assert from "node:assert/strict";
import { test } from "node:test";

import { surround, toggleList } from "../../static/js/modules/text-box.js";

const BOLD = { before: "**", after: "**", otherwise: "bold words" };

/* The text after a change. */
const applied = (text, { start, end, inserted }) => text.slice(0, start) + inserted + text.slice(end);

test("the chosen words become bold and stay chosen", () => {
  const change = surround("94 beds open", 3, 7, BOLD);
  const text = applied("94 beds open", change);
  assert.equal(text, "94 **beds** open");
  assert.equal(text.slice(...change.selection), "beds");
});

test("where none are chosen, words to type over stand in", () => {
  const change = surround("94 ", 3, 3, BOLD);
  const text = applied("94 ", change);
  assert.equal(text, "94 **bold words**");
  assert.equal(text.slice(...change.selection), "bold words");
});

for (const [name, text, start, end, expected] of [
  ["the line with the cursor becomes a list item", "94 beds\nmore staff\nlast", 10, 10, "94 beds\n- more staff\nlast"],
  ["every line that the choice touches does", "94 beds\nmore staff\nlast", 3, 9, "- 94 beds\n- more staff\nlast"],
  ["the first and the last line do", "one\ntwo", 0, 7, "- one\n- two"],
  ["a list becomes lines again", "- one\n- two", 0, 11, "one\ntwo"],
  ["a list that is not whole becomes whole", "- one\ntwo", 0, 9, "- - one\n- two"],
  ["an empty box gets an empty item", "", 0, 0, "- "],
]) {
  test(name, () => assert.equal(applied(text, toggleList(text, start, end)), expected));
}
