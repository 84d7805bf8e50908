/* Approving together: all of one group at a click, and how many are ticked on the button. */

const boxes = Array.from(document.querySelectorAll("input[name=update]"));
const shown = document.querySelector("[data-ticked]");

const count = () => {
  if (shown) shown.textContent = boxes.filter((box) => box.checked).length;
};

document.addEventListener("change", count);
for (const button of document.querySelectorAll("[data-tick-group]")) {
  button.addEventListener("click", () => {
    for (const box of button.closest("tbody").querySelectorAll("input[name=update]")) box.checked = true;
    count();
  });
}
// A browser that comes back to the page gives the ticks back.
count();
