/* How saving goes, in words: the line beside the buttons, and a banner over it for what
   somebody has to decide. */

/* What stands in the banner, each once: what several forms have to say alike is said once. */
const said = new Map();

export class Notices {
  #status;
  #name;
  #banner = document.querySelector("[data-banner]");

  constructor(form) {
    this.#status = document.querySelector("[data-saved]");
    this.#name = form.dataset.name;
  }

  /* Where a page has several forms, each says its name. */
  say(words, isSaved) {
    if (!this.#status) return;
    this.#status.textContent = this.#name ? `${this.#name}: ${words}` : words;
    this.#status.classList.toggle("st-saved--nothing", !isSaved);
  }

  /* `about` is what it is about, where that is not this form alone. `actions` are pairs of a label
     and either a function or an address; the address of another tab has a third, true. */
  showBanner(words, actions, about = this) {
    if (!this.#banner) return;
    const text = document.createElement("p");
    text.append(about === this && this.#name ? `${this.#name}: ${words}` : words);
    for (const [label, action, isElsewhere] of actions) {
      text.append(" ", typeof action === "string" ? linkTo(action, label, isElsewhere) : buttonFor(action, label));
    }
    const before = said.get(about);
    if (before?.textContent === text.textContent) return;
    if (before) before.replaceWith(text);
    else this.#banner.append(text);
    said.set(about, text);
    this.#banner.hidden = false;
  }

  hideBanner(about = this) {
    said.get(about)?.remove();
    said.delete(about);
    if (this.#banner && said.size === 0) this.#banner.hidden = true;
  }
}

const linkTo = (href, textContent, isElsewhere) =>
  Object.assign(
    document.createElement("a"),
    { href, textContent },
    isElsewhere ? { target: "_blank", rel: "noopener" } : {},
  );

const buttonFor = (action, label) => {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "st-linklike",
    textContent: label,
  });
  button.addEventListener("click", action);
  return button;
};
