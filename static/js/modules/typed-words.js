/* Keeps what is typed in every form that a page sends, and puts it back where the server never
   said that it took it: after a session that ended, cookies that went, a server that was away or
   a tab that was closed. strategy_tracker/ui/sending.py is the other half; ADR 0035.

   Forms with data-update-form save by themselves and keep their own words (saving.js). */
import { isOther, isText, putState, sentState, stateOf, takesText } from "./form-state.js";
import { forgetAll, forgetWhere, forgetWords, keepWords, keptWords, nameWhere, tidyWords, typedAt, wordsWhere } from "./kept-words.js";
import { cookie } from "./server.js";

const KEEP_AFTER = 250;
const SENT = "_sent";

const isSent = (form) => form.getAttribute("method")?.toLowerCase() === "post" && !form.matches("[data-update-form]");

const isKept = (form) => isSent(form) && takesText(form);

const addressOf = (form) => {
  const address = new URL(form.getAttribute("action") || window.location.href, window.location.href);
  return address.pathname + address.search;
};

/* The address that a form is sent to, the period that the page is about, and which boxes it has;
   forms that are alike in all of it are told apart by what else they carry. */
const keyOf = (form) => {
  const controls = Array.from(form.elements);
  const boxes = controls.filter(isText).map((control) => control.name);
  const carried = controls
    .filter((control) => control.type === "hidden" && /^\w{1,20}$/.test(control.value) && !/version|^_/.test(control.name))
    .map((control) => `${control.name}=${control.value}`);
  return [addressOf(form), document.body.dataset.period ?? "", ...boxes, ...carried].join(" ");
};

const newName = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/* Forms in which somebody types just now, each with the timer that keeps its words. */
const pending = new Map();

const stop = (form) => {
  clearTimeout(pending.get(form));
  pending.delete(form);
};

const page = () => window.location.pathname;

/* The period that the page is about, by the switch over it. */
const period = () => {
  const option = document.querySelector("[data-switch] select[name=period]")?.selectedOptions[0];
  return option ? { value: option.value, label: option.label.split(",")[0].trim() } : null;
};

const keep = (form, more = {}) =>
  keepWords(keyOf(form), {
    state: stateOf(form),
    address: addressOf(form),
    page: page(),
    period: period(),
    ...more,
  });

/* What the server says that it took is kept no longer. */
const forgetTaken = () => {
  const taken = cookie("taken").split(".").filter(Boolean);
  if (taken.length) forgetWhere((key, words) => taken.includes(words.sent));
};

/* The page of two versions, and the paper's editor with both texts, stand for the form that led to
   them: what that one keeps goes when the choice is taken, or is let go of. */
const standsFor = (form) => form.dataset.conflict ?? form.dataset.both;

const isOfForm = (form) => (key, words) => key === standsFor(form) || words.address === addressOf(form);

export const forgetFor = (form) => forgetWhere(isOfForm(form));

const emptyNotice = () => {
  const notice = document.createElement("div");
  notice.className = "st-message st-message--warning";
  notice.setAttribute("role", "status");
  notice.tabIndex = -1;
  notice.dataset.putBack = "";
  return notice;
};

const noticeOf = (words, letGo) => {
  const notice = emptyNotice();
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "st-linklike",
    textContent: "Throw it away",
  });
  button.addEventListener("click", letGo);
  const said = words.sent
    ? "was not saved. It is in its boxes again: check it and send it once more."
    : "is in its boxes again. It is not saved until you send it.";
  notice.append(`What you typed here on ${typedAt(words)} ${said} `, button);
  return notice;
};

const putBack = (form) => {
  const words = keptWords(keyOf(form));
  const sent = sentState(form);
  if (!words || !isOther(words.state, sent)) return;
  putState(form, words.state);
  const box = Array.from(form.elements).find(isText);
  const notice = noticeOf(words, () => {
    forgetWords(keyOf(form));
    putState(form, sent);
    stop(form);
    notice.remove();
    box.focus();
  });
  if (form.contains(box)) form.prepend(notice);
  else form.after(notice);
  for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) {
    around.open = true;
  }
  // Where somebody was sent to sign in, what they come back for is in sight.
  if (words.sent) notice.focus();
};

/* Who signs in anew is shown the usual period: what was typed in another is a link away. */
const tellOfOtherPeriods = () => {
  const own = period();
  const others = new Map();
  for (const words of wordsWhere((key, kept) => kept.page === page() && kept.period && kept.period.value !== own?.value)) {
    others.set(words.period.value, words);
  }
  for (const words of others.values()) {
    const there = new URLSearchParams({ period: words.period.value, next: page() });
    const link = Object.assign(document.createElement("a"), {
      href: `${document.querySelector("[data-switch]").getAttribute("action")}?${there}`,
      textContent: `Go to ${words.period.label}`,
    });
    const notice = emptyNotice();
    notice.append(`What you typed here for ${words.period.label} on ${typedAt(words)} is not saved. `, link);
    document.querySelector("main").prepend(notice);
  }
};

const keepPending = () => {
  for (const form of [...pending.keys()]) {
    stop(form);
    keep(form);
  }
};

const changed = ({ target }) => {
  const form = target.form;
  if (!form || !isKept(form)) return;
  stop(form);
  const keepNow = () => {
    stop(form);
    keep(form);
  };
  pending.set(form, setTimeout(keepNow, KEEP_AFTER));
};

/* A form that goes has a name, by which the server says that it was taken. */
const sending = (event) => {
  const form = event.target;
  if (event.defaultPrevented || !isSent(form)) return;
  if (form.matches("[data-sign-out]")) {
    Array.from(pending.keys()).forEach(stop);
    forgetAll();
    return;
  }
  const sent = newName();
  form.querySelector(`input[name="${SENT}"]`)?.remove();
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: SENT, value: sent }));
  if (standsFor(form) !== undefined) nameWhere(isOfForm(form), sent);
  if (!isKept(form)) return;
  stop(form);
  keep(form, { sent });
};

export const keepTypedWords = () => {
  tidyWords();
  if (!document.body.dataset.reader) return;
  forgetTaken();
  Array.from(document.forms).filter(isKept).forEach(putBack);
  tellOfOtherPeriods();
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("submit", sending);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepPending());
  window.addEventListener("pagehide", keepPending);
};
