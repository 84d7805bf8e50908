/* Words that were typed and not saved: kept in this browser until they are. */

export const keepWords = (key, words) => {
  try {
    localStorage.setItem(key, JSON.stringify(words));
  } catch {
    /* Full, or not allowed here: the page itself still has the words. */
  }
};

/* What keepWords kept, or null. */
export const keptWords = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

export const forgetWords = (key) => {
  try {
    localStorage.removeItem(key);
  } catch {
    /* Not allowed here: then nothing was kept either. */
  }
};

/* Whether kept answers say anything that the answers on the page do not. */
export const differ = (kept, shown) =>
  Object.keys(kept).some((name) => name in shown && String(kept[name]) !== String(shown[name]));
