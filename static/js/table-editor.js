/* Rows of boxes that are edited together, such as the ratings of a scale: they move and are added
   in place, and pills change while one types.
   Everything here is a help: without it the buttons send the form. */
const form = document.querySelector("[data-table-editor]");
const rows = form.querySelector("[data-entries]");
const announced = form.querySelector("[data-announced]");

const box = (row, part) => row.querySelector(`[name$="-${part}"]`);
const label = (row) => box(row, "label").value.trim() || "New";

const show = (row) => {
  row.querySelectorAll("[data-pills] .st-pill").forEach((pill) => {
    const tone = box(row, "tone").value || "grey";
    pill.className = `st-pill st-pill--${tone}`;
    pill.textContent = label(row);
  });
};

const number = () =>
  Array.from(rows.children).forEach((row, place) => (box(row, "position").value = place));

const move = (button) => {
  const row = button.closest("tr");
  const other = button.dataset.by === "1" ? row.nextElementSibling : row.previousElementSibling;
  if (!other) return;
  if (button.dataset.by === "1") other.after(row);
  else other.before(row);
  number();
  button.focus();
  const place = Array.from(rows.children).indexOf(row) + 1;
  announced.textContent = `${label(row)}: place ${place} of ${rows.children.length}.`;
};

let added = 0;
const add = () => {
  const blank = form.querySelector("[data-blank]").innerHTML;
  while (form.querySelector(`[name="n${added}-label"]`)) added += 1;
  rows.insertAdjacentHTML("beforeend", blank.replaceAll("n999", `n${added}`));
  number();
  box(rows.lastElementChild, "label").focus();
};

form.addEventListener("input", ({ target }) => {
  const row = target.closest("[data-entry]");
  if (row) show(row);
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-by],[data-add]");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-add]")) add();
  else move(button);
});
