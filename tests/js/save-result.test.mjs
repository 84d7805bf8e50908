import assert from "node:assert/strict";
import { test } from "node:test";

import { isFinal, isTriedAgain, mayGoOn, noAnswer, readResult } from "../../static/js/modules/save-result.js";

const json = (value, status = 200) => new Response(JSON.stringify(value), { status });

const KEPT = "Your words are kept in this browser.";

test("all saved says what the server says", async () => {
  const answer = { version: 3, saved: "Saved at 10:15. Not yet submitted.", errors: {} };
  const outcome = await readResult(json(answer));
  assert.deepEqual(outcome, { result: "saved", message: answer.saved, answer });
});

test("an answer that is wrong is named, and the rest is saved", async () => {
  const answer = { version: 3, saved: "", errors: { recovery_date: "Write a date.", percent: "Write a number." } };
  const outcome = await readResult(json(answer));
  assert.equal(outcome.result, "errors");
  assert.equal(outcome.message, "Not all saved. Write a date.");
  assert.deepEqual(outcome.answer, answer);
});

test("a conflict offers both texts", async () => {
  const outcome = await readResult(json({ conflict: true, message: "Joanne saved this update too." }, 409));
  assert.deepEqual(outcome, {
    result: "conflict",
    message: `Not saved. ${KEPT}`,
    banner: `Joanne saved this update too. ${KEPT}`,
    action: "Compare both texts",
  });
});

test("an update that takes no more answers gives the words back", async () => {
  const outcome = await readResult(json({ conflict: false, message: "Quarter 1 is closed." }, 409));
  assert.equal(outcome.result, "refused");
  assert.equal(outcome.banner, `Quarter 1 is closed. ${KEPT}`);
  assert.equal(outcome.action, "See what you typed");
});

for (const response of [{ type: "opaqueredirect", status: 0, ok: false }, new Response("", { status: 401 })]) {
  test(`a redirect, or status 401, means that the session has ended: ${response.status}`, async () => {
    const outcome = await readResult(response);
    assert.equal(outcome.result, "signed out");
    assert.equal(outcome.message, `Not saved: you have been signed out. ${KEPT}`);
    assert.equal(outcome.banner, `You have been signed out. ${KEPT} Sign in, and they are saved.`);
  });
}

for (const [status, words] of [
  [400, "there is more text than can be sent at once. Make it shorter"],
  [403, "you are not allowed to change this, or you signed in as somebody else"],
  [404, "this is no longer there"],
  [413, "there is more text than can be sent at once. Make it shorter"],
]) {
  test(`status ${status} says what to do and is not tried again`, async () => {
    const outcome = await readResult(new Response("", { status }));
    assert.deepEqual(outcome, { result: "denied", message: `Not saved: ${words}. ${KEPT}` });
    assert.equal(isTriedAgain(outcome.result), false);
  });
}

test("an error of the server is tried again", async () => {
  const outcome = await readResult(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  assert.equal(outcome.message, `Not saved: something went wrong on our side; trying again. ${KEPT}`);
  assert.equal(isTriedAgain(outcome.result), true);
});

test("no answer says whose fault it may be", () => {
  assert.equal(noAnswer(true).message, `Not saved: no answer from the server. ${KEPT}`);
  assert.equal(noAnswer(false).message, `Not saved: you are offline. ${KEPT}`);
  assert.equal(isTriedAgain(noAnswer(true).result), true);
});

test("the form goes on to the next page only where no words can be lost", () => {
  const goOn = ["clean", "saved", "errors", "conflict", "refused"];
  const stay = ["denied", "signed out", "offline", "failed"];
  assert.deepEqual(goOn.filter(mayGoOn), goOn);
  assert.deepEqual(stay.filter(mayGoOn), []);
  assert.deepEqual([...goOn, ...stay].filter(isFinal), ["conflict", "refused"]);
});
