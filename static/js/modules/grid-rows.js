/* Rows of a grid that are not saved yet: made from a template, put where they are to stand,
   and known by a number below nought until they are saved. */

/* A random identity, by which a row that is sent twice is added once. */
const identity = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};

/* "ambition-12" and "ambition--2" as level and number; "" is under nothing. */
export const readPlace = (words) => {
  const dash = words.indexOf("-");
  return dash < 0 ? null : [words.slice(0, dash), Number(words.slice(dash + 1))];
};

const LEVELS = ["objective", "ambition", "action"];

export const newRowsOf = (form, body) => {
  const templates = Object.fromEntries(
    Array.from(form.querySelectorAll("template[data-new-row]"), (template) => [template.dataset.newRow, template]),
  );
  let last = 0;
  let made = 0;
  /* The foot of each new row under which something may be added. */
  const feet = new WeakMap();

  const rows = () => Array.from(body.querySelectorAll("tr[data-level]"));
  const keyOf = (row) => `${row.dataset.level}-${row.dataset.pk}`;
  const isNew = (row) => Number(row.dataset.pk) < 0;
  const all = () => rows().filter(isNew);
  const isBeside = (one, other) => one.dataset.level === other.dataset.level && one.dataset.under === other.dataset.under;
  const rowAt = (key) => rows().find((row) => keyOf(row) === key);
  const footOf = (key) => body.querySelector(`[data-foot="${key}"]`);
  const isTyped = (row) => Array.from(row.querySelectorAll("textarea")).some((box) => box.value.trim());

  /* A row and all that stands under it, as they follow each other. */
  const within = (row) => {
    const rest = rows().slice(rows().indexOf(row) + 1);
    const depth = LEVELS.indexOf(row.dataset.level);
    const end = rest.findIndex((other) => LEVELS.indexOf(other.dataset.level) <= depth);
    return [row, ...(end < 0 ? rest : rest.slice(0, end))];
  };

  /* New rows that are sent: those with words, and those under which such a one stands. */
  const sent = () => {
    const rest = all();
    return rest.filter((row) => isTyped(row) || rest.some((other) => other.dataset.under === keyOf(row) && isTyped(other)));
  };

  const make = (level, under, { pk = (last -= 1), uuid = identity() } = {}) => {
    const content = templates[level].content.cloneNode(true);
    const row = content.querySelector("tr[data-level]");
    Object.assign(row.dataset, { pk, uuid, under });
    last = Math.min(last, pk);
    made += 1;
    row.classList.add("is-new");
    for (const box of row.querySelectorAll("textarea")) {
      const column = box.getAttribute("aria-label").split(",")[0];
      box.setAttribute("aria-label", `${column}, new ${templates[level].dataset.word} ${made}`);
    }
    const foot = content.querySelector("tr[data-foot]");
    if (foot) {
      foot.dataset.foot = keyOf(row);
      feet.set(row, foot);
    }
    return row;
  };

  /* The last of those that stand under the same, or where such a one would be the first. */
  const putBack = (row) => {
    const { level, under } = row.dataset;
    if (level === "action") {
      const before = rows().filter((other) => isBeside(row, other)).at(-1) ?? rowAt(under);
      // What it stood under may have left the plan: its words stay, and a save says so.
      if (before) before.after(row);
      else body.prepend(row);
    } else {
      (footOf(under) ?? footOf("")).before(row);
    }
    const foot = feet.get(row);
    if (foot) row.after(foot);
  };

  const takeAway = (row) => {
    footOf(keyOf(row))?.remove();
    row.remove();
  };

  const words = (row) => ({
    level: row.dataset.level,
    pk: Number(row.dataset.pk),
    uuid: row.dataset.uuid,
    under: row.dataset.under,
    cells: Object.fromEntries(Array.from(row.querySelectorAll("textarea"), (box) => [box.dataset.name, box.value])),
  });

  const place = (row) => ({ ...words(row), under: readPlace(row.dataset.under), cells: undefined });

  /* A row that was saved is like the others: other rows that stood under it stand there still. */
  const settle = ({ level, was, pk, url, move_url: moveUrl, place_url: placeUrl }) => {
    const row = rowAt(`${level}-${was}`);
    if (!row) return;
    const foot = footOf(keyOf(row));
    const key = `${level}-${pk}`;
    for (const below of rows()) if (below.dataset.under === keyOf(row)) below.dataset.under = key;
    if (foot) foot.dataset.foot = key;
    row.dataset.pk = pk;
    row.classList.remove("is-new");
    const title = row.querySelector("[data-title]").value;
    const link = (href, textContent, label) => {
      const made = Object.assign(document.createElement("a"), { href, textContent });
      made.setAttribute("aria-label", `${label} ${title}`);
      return made;
    };
    const open = link(url, "•", "Open");
    open.dataset.open = "";
    row.querySelector("th").replaceChildren(open);
    if (!placeUrl) return;
    const grip = link(moveUrl, "⠿", "Move");
    grip.dataset.grip = placeUrl;
    row.querySelector("th").append(grip);
  };

  /* What was kept on this device: rows with their words, those that were saved meanwhile aside. */
  const restore = (kept) => {
    const known = new Map(rows().map((row) => [row.dataset.uuid, keyOf(row)]));
    const keys = new Map();
    const found = [];
    for (const { level, pk, uuid, under, cells } of kept) {
      const key = keys.get(under) ?? under;
      if (known.has(uuid)) keys.set(`${level}-${pk}`, known.get(uuid));
      else if (level in templates) found.push({ row: make(level, key, { pk, uuid }), words: cells });
    }
    return found;
  };

  /* Where rows stand, for those that are moved: new ones are no place to stand beside. */
  const siblings = (row, under = row.dataset.under, level = row.dataset.level) =>
    rows().filter((other) => other.dataset.level === level && other.dataset.under === under && !isNew(other) && other !== row);

  const tree = {
    keyOf,
    rowAt,
    within,
    takes: (level, under) => body.querySelector(`[data-foot="${under}"] [data-add="${level}"]`) !== null,
    lastUnder: (level, under, row) => siblings(row, under, level).at(-1) ?? null,
    /* The saved row at or before `beside`; the one before it. `row` itself is passed over. */
    saved: (beside, row) => nearest(beside, row, 0),
    before: (beside, row) => nearest(beside, row, 1),
    step: (row, way) => {
      const others = siblings(row);
      const now = rows().filter((other) => isBeside(row, other) && !isNew(other)).indexOf(row);
      const next = now + way;
      return next < 0 || next > others.length ? null : { under: row.dataset.under, after: others[next - 1] ?? null };
    },
  };
  const nearest = (beside, row, back) => {
    const all_here = rows().filter((other) => isBeside(beside, other));
    const until = all_here.slice(0, all_here.indexOf(beside) + 1 - back);
    return until.filter((other) => !isNew(other) && other !== row).at(-1) ?? null;
  };

  /* A row with all that stands under it and the feet of those. */
  const block = (row) => {
    const keys = new Set(within(row).map(keyOf));
    const found = [row];
    for (let next = row.nextElementSibling; next; next = next.nextElementSibling) {
      const isOwn = keys.has(next.dataset.foot) || (next.dataset.level ? keys.has(keyOf(next)) : next.dataset.foot === undefined);
      if (!isOwn) break;
      found.push(next);
    }
    return found;
  };

  /* Put a row, with what stands under it, where it was moved to. */
  const move = (row, { under, after }) => {
    const moving = block(row);
    const first = siblings(row, under)[0];
    row.dataset.under = under;
    if (after) block(after).at(-1).after(...moving);
    else if (first) first.before(...moving);
    else if (row.dataset.level === "action") rowAt(under).after(...moving);
    else footOf(under).before(...moving);
    rows().forEach((one, index) => {
      const link = one.querySelector("th a[data-open]");
      if (link) link.textContent = index + 1;
    });
  };

  return { all, move, tree, isBeside, isNew, make, place, putBack, remove: takeAway, restore, rows, sent, settle, takeAway, within, words };
};
