/* How a question looks, beside its form, while it is typed: the page that "See how it looks"
   would show, from which only that is taken. */
const form = document.querySelector("[data-look]");
const looks = Array.from(document.querySelectorAll("[data-looks]"));
const WAIT = 600; // ms without a key

let timer = 0;
let asked = 0;

const look = async () => {
  const mine = ++asked;
  const body = new FormData(form);
  body.set("do", "look");
  const response = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!response?.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.querySelectorAll("[data-looks]");
  if (found.length === looks.length) looks.forEach((box, place) => (box.innerHTML = found[place].innerHTML));
};

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, WAIT);
});
