/* The picture of a sheet under the hand: keys on its row numbers, and an area drawn over its cells.
   Without this the same is done by its buttons and by typing the place. */
const form = document.querySelector("[data-marks]");

if (form) {
  const rows = Array.from(form.querySelectorAll("tbody th button"));
  const letters = Array.from(form.querySelectorAll("thead th button"));
  const marks = Array.from(form.querySelectorAll("[data-key]"));
  const place = form.elements.place;
  form.querySelector("[data-marks-keys]").hidden = false;

  // The row numbers are one stop of the tab key, and the letters another; arrows go between them.
  const stopAt = (buttons, here) => buttons.forEach((button) => (button.tabIndex = button === here ? 0 : -1));
  stopAt(rows, rows.find((row) => `#${row.id}` === location.hash) ?? rows[0]);
  stopAt(letters, letters[0]);

  const goTo = (buttons, button, step) => {
    const next = buttons[buttons.indexOf(button) + step];
    if (!next) return;
    stopAt(buttons, next);
    next.focus();
  };

  form.addEventListener("keydown", (event) => {
    const button = event.target.closest("th button");
    if (!button || event.ctrlKey || event.altKey || event.metaKey) return;
    const isRow = rows.includes(button);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const mark = marks.find((radio) => radio.dataset.key === event.key.toUpperCase());
    if (step) goTo(isRow ? rows : letters, button, step);
    else if (mark) {
      mark.checked = true;
      button.click();
    } else return;
    event.preventDefault();
  });

  // The last mark is taken back as anything is, except where somebody types.
  form.addEventListener("keydown", (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    const last = Array.from(form.querySelectorAll("button[name=back]")).at(-1);
    if (!isUndo || !last || event.target === place) return;
    event.preventDefault();
    last.click();
  });

  // An area is drawn with the mouse from one cell to another, for the marks that take one.
  const TAKES_AREA = ["table", "leave"];
  let from = null;
  const cellOf = (event) => event.target.closest("td[id^='cell-']");
  const nameOf = (cell) => cell.id.slice("cell-".length);

  form.addEventListener("pointerdown", (event) => {
    const takes = TAKES_AREA.includes(form.elements.mark.value);
    const isPlain = !event.target.closest("a, summary, button");
    from = takes && isPlain && event.pointerType === "mouse" && event.button === 0 ? cellOf(event) : null;
    if (from) event.preventDefault();
  });
  form.addEventListener("pointerover", (event) => {
    const to = from && cellOf(event);
    if (!to) return;
    form.querySelectorAll(".is-drawn").forEach((cell) => cell.classList.remove("is-drawn"));
    [from, to].forEach((cell) => cell.classList.add("is-drawn"));
    place.value = `${nameOf(from)}:${nameOf(to)}`;
  });
  document.addEventListener("pointerup", (event) => {
    const to = from && cellOf(event);
    if (to && to !== from) {
      place.value = `${nameOf(from)}:${nameOf(to)}`;
      form.requestSubmit(form.querySelector(".st-marks__typed button"));
    }
    from = null;
  });
}
