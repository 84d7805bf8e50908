/* The frame of every page: the menu of a narrow screen, the switch of trust and period, and what
   is typed in its forms kept until it is saved. */
import { keepTypedWords } from "./modules/typed-words.js";

keepTypedWords();

const button = document.querySelector("[data-menu]");
const nav = document.getElementById("menu");

if (button && nav) {
  button.addEventListener("click", () => {
    const opens = nav.toggleAttribute("data-closed") === false;
    button.setAttribute("aria-expanded", String(opens));
  });
}

const form = document.querySelector("[data-switch]");

if (form) {
  const go = form.querySelector("button");
  const selects = Array.from(form.querySelectorAll("select"));
  const chosen = selects.map((select) => select.value);
  let isPointed = false;
  go.hidden = true;
  form.addEventListener("pointerdown", () => (isPointed = true));
  form.addEventListener("keydown", () => (isPointed = false));
  form.addEventListener("change", () => {
    // With the keys one passes over others on the way: there a button goes, and not the choice.
    if (isPointed) form.requestSubmit();
    else go.hidden = selects.every((select, place) => select.value === chosen[place]);
  });
}
