import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Autosave } from "../../static/js/modules/autosave.js";

/* A page whose answers are one text, and whose server answers with `result`. */
class FakePage {
  text = "";
  result = "saved";
  sent = [];
  kept = [];
  forgotten = 0;

  snapshot() {
    return this.text;
  }

  keep() {
    this.kept.push(this.text);
  }

  forget() {
    this.forgotten += 1;
  }

  async send(leaving) {
    this.sent.push({ text: this.text, leaving });
    await this.answered;
    return this.result;
  }
}

let page;
let autosave;

const type = (text) => {
  page.text = text;
  autosave.changed();
};

/* Time goes by, and what is waiting for an answer gets it. */
const wait = async (milliseconds) => {
  mock.timers.tick(milliseconds);
  await new Promise((resolve) => setImmediate(resolve));
};

const texts = () => page.sent.map(({ text }) => text);

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  page = new FakePage();
  autosave = new Autosave(page, "");
});

test("saves two and a half seconds after the last key", async () => {
  type("94");
  await wait(2400);
  type("94 beds");
  await wait(2400);
  assert.deepEqual(texts(), []);
  await wait(100);
  assert.deepEqual(texts(), ["94 beds"]);
  assert.equal(autosave.isDirty(), false);
});

test("saves who types without a pause every eight seconds", async () => {
  for (let second = 1; second <= 16; second += 1) {
    type(`word ${second}`);
    await wait(1000);
  }
  assert.deepEqual(texts(), ["word 8", "word 16"]);
});

test("waits as long as ever after words that were typed and taken out again", async () => {
  type("94");
  type("");
  await wait(20_000);
  type("95");
  await wait(2400);
  assert.deepEqual(texts(), []);
});

test("keeps words in the browser a quarter of a second after the last key", async () => {
  type("94");
  await wait(200);
  type("94 beds");
  await wait(249);
  assert.deepEqual(page.kept, []);
  await wait(1);
  assert.deepEqual(page.kept, ["94 beds"]);
});

test("keeps words before they are sent, and forgets them when they are saved", async () => {
  page.text = "94 beds";
  const saving = autosave.save();
  assert.deepEqual(page.kept, ["94 beds"]);
  assert.equal(page.forgotten, 0);
  assert.equal(await saving, "saved");
  assert.equal(page.forgotten, 1);
});

test("sends nothing that is saved already", async () => {
  assert.equal(await autosave.save(), "clean");
  assert.deepEqual(page.sent, []);
});

test("what the server never had is sent although nobody typed", async () => {
  page.text = "Words that came with an error";
  assert.equal(await autosave.save(), "saved");
  assert.deepEqual(texts(), ["Words that came with an error"]);
});

test("says that the page is being left, so that the request may outlive it", async () => {
  page.text = "94 beds";
  await autosave.save(true);
  assert.deepEqual(page.sent, [{ text: "94 beds", leaving: true }]);
});

test("sends one request at a time, and the later words after it", async () => {
  let answer;
  page.answered = new Promise((resolve) => {
    answer = resolve;
  });
  page.text = "First";
  const first = autosave.save();
  page.text = "Second";
  const second = autosave.save();
  const third = autosave.save();
  await wait(0);
  assert.equal(autosave.isSending, true);
  assert.deepEqual(texts(), ["First"]);
  answer();
  assert.deepEqual(await Promise.all([first, second, third]), ["saved", "saved", "clean"]);
  assert.deepEqual(texts(), ["First", "Second"]);
  assert.equal(autosave.isSending, false);
});

test("what was typed while it was sent is still kept and not forgotten", async () => {
  page.text = "First";
  const saving = autosave.save();
  page.text = "First and more";
  await saving;
  assert.equal(autosave.isDirty(), true);
  assert.equal(page.forgotten, 0);
});

for (const result of ["offline", "failed"]) {
  test(`tries again ten seconds after "${result}"`, async () => {
    page.result = result;
    page.text = "94 beds";
    assert.equal(await autosave.save(), result);
    assert.equal(page.forgotten, 0);
    await wait(9_999);
    assert.equal(page.sent.length, 1);
    page.result = "saved";
    await wait(1);
    assert.equal(page.sent.length, 2);
    assert.equal(autosave.isDirty(), false);
  });
}

for (const result of ["denied", "signed out", "errors"]) {
  test(`does not try again by itself after "${result}", but when asked to`, async () => {
    page.result = result;
    page.text = "94 beds";
    assert.equal(await autosave.save(), result);
    await wait(60_000);
    assert.equal(page.sent.length, 1);
    page.result = "saved";
    assert.equal(await autosave.save(), "saved");
  });
}

for (const result of ["conflict", "refused"]) {
  test(`sends nothing more after "${result}", and goes on keeping what is typed`, async () => {
    page.result = result;
    page.text = "94 beds";
    assert.equal(await autosave.save(), result);
    assert.equal(autosave.isStopped, true);
    type("95 beds");
    await wait(60_000);
    assert.equal(await autosave.save(), result);
    assert.equal(page.sent.length, 1);
    assert.deepEqual(page.kept, ["94 beds", "95 beds"]);
  });
}

test("a page may ask to be saved sooner", async () => {
  autosave = new Autosave(page, page.snapshot(), 500);
  type("Three hubs");
  mock.timers.tick(499);
  assert.equal(page.sent.length, 0);
  mock.timers.tick(1);
  await Promise.resolve();
  assert.equal(page.sent.length, 1);
});
