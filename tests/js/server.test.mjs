import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { cookie, get, isSignedOut, post } from "../../static/js/modules/server.js";

let asked;

beforeEach(() => {
  globalThis.document = {
    cookie: "sessionid=abc; csrftoken=tok=en; csrftoken2=other",
    body: { dataset: { reader: "7" } },
  };
  globalThis.fetch = async (url, options) => {
    asked = { url, ...options };
    return new Response("");
  };
});

test("a cookie is found by its whole name, with all of its value", () => {
  assert.equal(cookie("csrftoken"), "tok=en");
  assert.equal(cookie("csrf"), "");
});

test("what is posted carries the token that the session has now, and who opened the page", async () => {
  await post("/save/", "text=words");
  assert.equal(asked.method, "POST");
  assert.equal(asked.body, "text=words");
  assert.equal(asked.headers["X-CSRFToken"], "tok=en");
  assert.equal(asked.headers["X-Reader"], "7");
  document.cookie = "csrftoken=renewed";
  await post("/save/", "text=words");
  assert.equal(asked.headers["X-CSRFToken"], "renewed");
});

test("a request is given up after a while, and may outlive its page", async () => {
  await post("/save/", "text=words", { keepalive: true });
  assert.equal(asked.keepalive, true);
  assert.ok(asked.signal instanceof AbortSignal);
});

test("nothing is followed to the sign-in page", async () => {
  await post("/save/", "");
  assert.equal(asked.redirect, "manual");
  await get("/progress/");
  assert.equal(asked.redirect, "manual");
  assert.equal(asked.credentials, "same-origin");
  assert.equal(isSignedOut({ type: "opaqueredirect" }), true);
  assert.equal(isSignedOut(new Response("")), false);
});
