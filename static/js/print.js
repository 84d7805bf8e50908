/* Buttons marked data-print print the page; without scripts they are not shown, for the
   browser's own menu prints just as well. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
