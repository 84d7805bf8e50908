/* Rows of a tree that are moved by dragging their grip, with a mouse, a finger or a pen, or by the
   arrow keys on it. The grip is a link to the page that moves the item by buttons: a click, or a
   press of Enter, goes there. */

const FAR_ENOUGH = 5;
const EDGE = 60;
const LEVELS = ["objective", "ambition", "action"];
const depth = (row) => LEVELS.indexOf(row.dataset.level);

/* Where a row goes that is dropped on `target`, the upper or lower half of it: under what, and
   after which row (null: the first). null where it cannot stand. `tree` reads the rows. */
export const dropPlace = (tree, row, target, isUpper) => {
  if (!target || target === row || tree.within(row).includes(target)) return null;
  const { level } = row.dataset;
  const under_foot = target.dataset.foot;
  if (under_foot !== undefined && tree.takes(level, under_foot)) {
    return { under: under_foot, after: tree.lastUnder(level, under_foot, row) };
  }
  let beside = under_foot === undefined ? target : tree.rowAt(under_foot);
  while (beside && depth(beside) > depth(row)) beside = tree.rowAt(beside.dataset.under);
  if (!beside || beside === row) return null;
  if (beside.dataset.level === level) {
    const isBefore = isUpper && beside === target;
    return { under: beside.dataset.under, after: isBefore ? tree.before(beside, row) : tree.saved(beside, row) };
  }
  const under = tree.keyOf(beside);
  return tree.takes(level, under) ? { under, after: null } : null;
};

const scrollAtEdge = (y) => {
  if (y < EDGE) window.scrollBy(0, -12);
  else if (y > window.innerHeight - EDGE) window.scrollBy(0, 12);
};

export const letDrag = (body, tree, moved) => {
  const targetAt = ({ clientX, clientY }) => document.elementFromPoint(clientX, clientY)?.closest("tr[data-level], tr[data-foot]");

  const placeAt = (row, event) => {
    const target = targetAt(event);
    if (!target || !body.contains(target)) return null;
    const { top, height } = target.getBoundingClientRect();
    const isUpper = event.clientY < top + height / 2;
    const place = dropPlace(tree, row, target, isUpper);
    return place && { ...place, target, isUpper };
  };

  const clear = () => body.querySelectorAll(".is-drop-above,.is-drop-below").forEach((row) => row.classList.remove("is-drop-above", "is-drop-below"));

  const show = (row, place) => {
    clear();
    if (!place) return;
    const goesAbove = place.target.dataset.foot !== undefined || (place.isUpper && place.target.dataset.level === row.dataset.level);
    place.target.classList.add(goesAbove ? "is-drop-above" : "is-drop-below");
  };

  let endedAt = -Infinity;

  const drag = (grip, start) => {
    const row = grip.closest("tr");
    let place = null;
    let isDragged = false;
    const follow = (event) => {
      if (!isDragged && Math.abs(event.clientY - start.clientY) < FAR_ENOUGH) return;
      if (!isDragged) tree.within(row).forEach((one) => one.classList.add("is-dragged"));
      isDragged = true;
      scrollAtEdge(event.clientY);
      place = placeAt(row, event);
      show(row, place);
    };
    const stop = () => {
      controller.abort();
      clear();
      tree.within(row).forEach((one) => one.classList.remove("is-dragged"));
    };
    const drop = (event) => {
      stop();
      if (isDragged) endedAt = event.timeStamp;
      if (isDragged && place) moved(row, place);
    };
    const controller = new AbortController();
    const { signal } = controller;
    document.addEventListener("pointermove", follow, { signal });
    document.addEventListener("pointerup", drop, { signal });
    document.addEventListener("pointercancel", stop, { signal });
    document.addEventListener("keydown", ({ key }) => key === "Escape" && stop(), { signal });
  };

  body.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (grip && event.button === 0 && !event.ctrlKey && !event.metaKey) drag(grip, event);
  });
  // The click that ends a drag does not open the page of the grip.
  body.addEventListener("click", (event) => {
    if (event.target.closest("[data-grip]") && event.timeStamp - endedAt < 300) event.preventDefault();
  });
  // A link is dragged by the browser itself otherwise.
  body.addEventListener("dragstart", (event) => event.target.closest("[data-grip]") && event.preventDefault());
  body.addEventListener("keydown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const row = grip.closest("tr");
    const place = tree.step(row, event.key === "ArrowUp" ? -1 : 1);
    if (place) moved(row, place);
  });
};
