/* Words that were typed and not saved: kept in this browser until they are, for whoever typed
   them and nobody else, and for a day at the longest. Signing out lets go of all of them. Where
   nobody is signed in nothing is kept. */
import { reader } from "./server.js";

const PREFIX = "words";
const DAY = 24 * 60 * 60 * 1000;

const own = () => `${PREFIX} ${reader()} `;

/* In a browser that keeps nothing, or is full, the page itself still has the words. */
const attempt = (what, otherwise = null) => {
  try {
    return what();
  } catch {
    return otherwise;
  }
};

const readEntry = (name) => attempt(() => JSON.parse(localStorage.getItem(name)));

const isOver = (entry) => !entry || !(Date.now() - entry.at < DAY);

const entryNames = () => attempt(() => Object.keys(localStorage), []).filter((name) => name.startsWith(`${PREFIX} `));

const remove = (name) => attempt(() => localStorage.removeItem(name));

/* `words` with `at`, the time of now. */
export const keepWords = (key, words) => {
  if (reader()) attempt(() => localStorage.setItem(own() + key, JSON.stringify({ ...words, at: Date.now() })));
};

/* What keepWords kept, or null. */
export const keptWords = (key) => {
  const entry = readEntry(own() + key);
  return isOver(entry) ? null : entry;
};

/* When they were typed, in words: "3 December at 14:05". */
export const typedAt = ({ at }) =>
  new Date(at).toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });

export const forgetWords = (key) => remove(own() + key);

/* The keys of what is kept and meant. */
const keysWhere = (isMeant) =>
  entryNames()
    .filter((name) => name.startsWith(own()))
    .map((name) => name.slice(own().length))
    .filter((key) => keptWords(key) && isMeant(key, keptWords(key)));

export const wordsWhere = (isMeant) => keysWhere(isMeant).map(keptWords);

export const forgetWhere = (isMeant) => keysWhere(isMeant).forEach(forgetWords);

/* What is meant goes to the server in a form of that name. */
export const nameWhere = (isMeant, sent) =>
  keysWhere(isMeant).forEach((key) => keepWords(key, { ...keptWords(key), sent }));

/* What is older than a day, and on the page of somebody who is signed in all of anybody else's. */
export const tidyWords = () => {
  for (const name of entryNames()) {
    if (isOver(readEntry(name)) || (reader() && !name.startsWith(own()))) remove(name);
  }
};

export const forgetAll = () => entryNames().forEach(remove);

/* Whether kept answers say anything that the answers on the page do not. */
export const differ = (kept, shown) =>
  Object.keys(kept).some((name) => name in shown && String(kept[name]) !== String(shown[name]));
