/* Lists whose lines are put in order: by dragging their grip, or by their two buttons, which
   keep the focus. `among(line)` says which lines have a place, `moved(line, place)` is told of
   each move, the first place being 0. */

/* The lines with a line moved by so many places, as far as it goes. */
export const movedBy = (lines, line, by) => {
  const rest = lines.filter((other) => other !== line);
  const place = Math.min(Math.max(lines.indexOf(line) + by, 0), rest.length);
  return [...rest.slice(0, place), line, ...rest.slice(place)];
};

const place = (list, among, line) => Array.from(list.children).filter(among).indexOf(line);

const moveByButton = (list, { among, moved }, event) => {
  const button = event.target.closest("[data-by]");
  if (!button) return;
  event.preventDefault();
  const line = button.closest("li");
  const lines = Array.from(list.children).filter(among);
  const next = movedBy(lines, line, Number(button.dataset.by));
  const index = next.indexOf(line);
  if (index === lines.indexOf(line)) return;
  if (index === 0) next[1].before(line);
  else next[index - 1].after(line);
  button.focus();
  moved(line, index);
};

const drag = (list, { among, moved }, start) => {
  const line = start.target.closest("[data-grip]")?.closest("li");
  if (!line || !among(line)) return;
  start.preventDefault();
  const before = place(list, among, line);
  line.classList.add("is-dragged");
  const follow = ({ clientY }) => {
    const others = Array.from(list.children).filter((other) => other !== line && among(other));
    const under = others.find((other) => {
      const { top, height } = other.getBoundingClientRect();
      return clientY < top + height / 2;
    });
    if (under) under.before(line);
    else others.at(-1)?.after(line);
  };
  const end = () => {
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", end);
    line.classList.remove("is-dragged");
    const now = place(list, among, line);
    if (now !== before) moved(line, now);
  };
  // On the document: a line that is put elsewhere loses a pointer that it has captured.
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
};

export const letOrder = (list, how) => {
  list.querySelectorAll("[data-grip]").forEach((grip) => (grip.hidden = false));
  list.addEventListener("click", (event) => moveByButton(list, how, event));
  list.addEventListener("pointerdown", (event) => drag(list, how, event));
};
