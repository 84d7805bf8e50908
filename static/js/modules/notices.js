/* How saving goes, in words: the line beside the buttons, and a banner over it for what
   somebody has to decide. */

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

  /* `actions` are pairs of a label and either a function or the address of another tab. */
  showBanner(words, actions) {
    if (!this.#banner) return;
    const text = document.createElement("p");
    text.append(words);
    for (const [label, action] of actions) {
      text.append(" ", typeof action === "string" ? linkTo(action, label) : buttonFor(action, label));
    }
    this.#banner.replaceChildren(text);
    this.#banner.hidden = false;
  }

  hideBanner() {
    if (this.#banner) this.#banner.hidden = true;
  }
}

const linkTo = (href, label) =>
  Object.assign(document.createElement("a"), { href, textContent: label, target: "_blank", rel: "noopener" });

const buttonFor = (action, label) => {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "st-linklike",
    textContent: label,
  });
  button.addEventListener("click", action);
  return button;
};
