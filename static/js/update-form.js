/* The update form: saves while you type, keeps what could not be saved, and helps with
   Markdown. Everything here is a help: without it the form's own buttons do the work.

   A form has data-update-form, and
     data-autosave  where to save, as JSON    data-preview  where Markdown becomes HTML
     data-sign-in   the sign-in page          data-key      its name in this browser's store
     data-max       characters a box may hold data-unsaved  it came with words not saved yet
*/
"use strict";

(() => {
  const SAVE_AFTER = 2500;
  const SAVE_AT_THE_LATEST = 8000;
  const TRY_AGAIN_AFTER = 10000;
  const KEEP_AFTER = 250;
  const GIVE_UP_AFTER = 20000;
  const NOT_ANSWERS = ["csrfmiddlewaretoken", "version", "do"];
  const KEPT = "Your words are kept in this browser.";

  const cookie = (name) =>
    document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

  const post = (url, body, more = {}) =>
    fetch(url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": cookie("csrftoken"), Accept: "application/json, text/html" },
      credentials: "same-origin",
      // A redirect here can only lead to the sign-in page.
      redirect: "manual",
      signal: AbortSignal.timeout(GIVE_UP_AFTER),
      ...more,
    });

  /* Words that were typed and not saved, kept until they are. */
  const store = {
    read(key) {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        /* Full, or not allowed here: the page itself still has the words. */
      }
    },
    clear(key) {
      try {
        localStorage.removeItem(key);
      } catch {
        /* As above. */
      }
    },
  };

  class UpdateForm {
    constructor(form) {
      this.form = form;
      this.key = form.dataset.key;
      this.status = document.querySelector(`[data-saved="${form.id}"]`) ?? document.querySelector("[data-saved]");
      this.banner = document.querySelector("[data-banner]");
      this.sending = null;
      this.unsavedSince = null;
      this.passing = false;
      this.stopped = "";
      this.saved = "unsaved" in form.dataset ? "" : this.snapshot();
      this.controls().forEach((control) => {
        control.addEventListener("input", () => this.changed());
        control.addEventListener("change", () => this.changed());
        control.addEventListener("blur", () => this.save());
      });
      form.addEventListener("submit", (event) => this.submit(event));
      this.offerKept();
    }

    controls() {
      return Array.from(this.form.elements).filter(
        (control) => control.name && control.type !== "hidden" && control.tagName !== "BUTTON",
      );
    }

    values() {
      const values = {};
      for (const [name, value] of new FormData(this.form)) {
        if (!NOT_ANSWERS.includes(name)) values[name] = value;
      }
      return values;
    }

    snapshot() {
      return JSON.stringify(this.values());
    }

    isDirty() {
      return this.snapshot() !== this.saved;
    }

    changed() {
      clearTimeout(this.keepTimer);
      this.keepTimer = setTimeout(() => this.keep(), KEEP_AFTER);
      // Who types without a pause is saved every few seconds all the same.
      this.unsavedSince ??= Date.now();
      this.saveSoon(Math.max(0, Math.min(SAVE_AFTER, this.unsavedSince + SAVE_AT_THE_LATEST - Date.now())));
      if (!this.stopped && this.isDirty()) this.say("Not saved yet.", false);
    }

    saveSoon(delay) {
      clearTimeout(this.saveTimer);
      this.saveTimer = setTimeout(() => this.save(), delay);
    }

    keep() {
      if (!this.isDirty()) return;
      store.write(this.key, { values: this.values(), version: this.version.value, at: Date.now() });
    }

    get version() {
      return this.form.elements.namedItem("version");
    }

    /* "clean", "saved", "errors", "conflict", "refused", or why it could not be sent. */
    async save(leaving = false) {
      clearTimeout(this.saveTimer);
      if (this.stopped) return this.stopped;
      while (this.sending) await this.sending;
      if (!this.isDirty()) return "clean";
      this.sending = this.send(leaving);
      try {
        return await this.sending;
      } finally {
        this.sending = null;
      }
    }

    async send(leaving) {
      const sent = this.snapshot();
      this.unsavedSince = null;
      this.keep();
      this.renewToken();
      let response;
      try {
        response = await post(this.form.dataset.autosave, new FormData(this.form), { keepalive: leaving });
      } catch {
        this.say(`Not saved: ${navigator.onLine ? "no answer from the server" : "you are offline"}. ${KEPT}`, false);
        this.saveSoon(TRY_AGAIN_AFTER);
        return "offline";
      }
      if (response.type === "opaqueredirect") return this.signedOut();
      if (response.ok) return this.wasSaved(sent, await response.json());
      if (response.status === 409) return this.wasRefused(await response.json());
      return this.failed(response.status);
    }

    wasSaved(sent, answer) {
      this.version.value = answer.version;
      this.form.dispatchEvent(new CustomEvent("update-saved", { detail: answer }));
      const wrong = Object.values(answer.errors);
      const recovery = document.querySelector("[data-recovery]");
      if (recovery) recovery.textContent = answer.recovery;
      if (wrong.length) {
        this.say(`Not all saved. ${wrong[0]}`, false);
        return "errors";
      }
      this.saved = sent;
      this.hideBanner();
      if (!this.isDirty()) store.clear(this.key);
      this.say(answer.saved, true);
      return "saved";
    }

    wasRefused(answer) {
      this.stopped = answer.conflict ? "conflict" : "refused";
      this.say(`Not saved. ${KEPT}`, false);
      const what = answer.conflict ? "Compare both texts" : "See what you typed";
      this.showBanner(`${answer.message} ${KEPT}`, [[what, () => this.pass(null)]]);
      return this.stopped;
    }

    signedOut() {
      this.say(`Not saved: you have been signed out. ${KEPT}`, false);
      this.showBanner("You have been signed out. Sign in in another tab, then press Save; your words are kept here.", [
        ["Sign in in another tab", this.form.dataset.signIn],
      ]);
      return "signed out";
    }

    failed(status) {
      const why = {
        400: "there is more text than can be sent at once. Make it shorter",
        403: "you are not allowed to change this, or you signed in as somebody else",
        404: "this is no longer there",
        413: "there is more text than can be sent at once. Make it shorter",
      };
      this.say(`Not saved: ${why[status] ?? "something went wrong on our side; trying again"}. ${KEPT}`, false);
      if (status >= 500) this.saveSoon(TRY_AGAIN_AFTER);
      return "failed";
    }

    async submit(event) {
      this.renewToken();
      if (this.passing || !(this.isDirty() || this.sending)) return;
      event.preventDefault();
      const button = event.submitter;
      const result = await this.save();
      if (["clean", "saved", "errors", "conflict", "refused"].includes(result)) this.pass(button);
    }

    /* Send the form itself. Not at once: a form ignores that while its submit event goes on. */
    pass(button) {
      this.renewToken();
      this.passing = true;
      setTimeout(() => this.form.requestSubmit(button));
    }

    /* Signing in again in another tab makes the page's own token old. */
    renewToken() {
      const token = this.form.elements.namedItem("csrfmiddlewaretoken");
      if (token && cookie("csrftoken")) token.value = cookie("csrftoken");
    }

    say(words, isSaved) {
      if (!this.status) return;
      this.status.textContent = this.form.dataset.name ? `${this.form.dataset.name}: ${words}` : words;
      this.status.classList.toggle("st-saved--nothing", !isSaved);
    }

    showBanner(words, ways) {
      if (!this.banner) return;
      const text = document.createElement("p");
      text.append(words);
      for (const [label, way] of ways) {
        const isLink = typeof way === "string";
        const element = document.createElement(isLink ? "a" : "button");
        element.textContent = label;
        if (isLink) Object.assign(element, { href: way, target: "_blank", rel: "noopener" });
        else {
          Object.assign(element, { type: "button", className: "st-linklike" });
          element.addEventListener("click", way);
        }
        text.append(" ", element);
      }
      this.banner.replaceChildren(text);
      this.banner.hidden = false;
    }

    hideBanner() {
      if (this.banner) this.banner.hidden = true;
    }

    /* Words of an earlier visit that never reached the server. */
    offerKept() {
      const kept = store.read(this.key);
      if (!kept) return;
      const now = this.values();
      if (!Object.keys(kept.values).some((name) => name in now && kept.values[name] !== now[name])) {
        store.clear(this.key);
        return;
      }
      const when = new Date(kept.at).toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
      this.showBanner(`What you typed here on ${when} was not saved.`, [
        ["Put my words back", () => this.putBack(kept)],
        ["Throw them away", () => this.throwAway()],
      ]);
    }

    putBack(kept) {
      // On the version they were typed on, so that somebody else's words are not overwritten.
      this.version.value = kept.version;
      for (const control of this.controls()) {
        if (!(control.name in kept.values)) continue;
        if (control.type === "radio") control.checked = control.value === kept.values[control.name];
        else control.value = kept.values[control.name];
        control.dispatchEvent(new Event("change", { bubbles: true }));
      }
      this.hideBanner();
      this.save();
    }

    throwAway() {
      store.clear(this.key);
      this.hideBanner();
    }
  }

  /* Words: their count, formatting, preview, the kinds of empty, and what is pasted. */

  const insert = (box, start, end, text) => {
    box.focus();
    box.setSelectionRange(start, end);
    // Old, but the one way that undo still works afterwards.
    if (!document.execCommand("insertText", false, text)) {
      box.setRangeText(text, start, end, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const surround = (box, before, after, otherwise) => {
    const { selectionStart: start, selectionEnd: end } = box;
    const chosen = box.value.slice(start, end) || otherwise;
    insert(box, start, end, `${before}${chosen}${after}`);
    box.setSelectionRange(start + before.length, start + before.length + chosen.length);
  };

  const makeList = (box) => {
    const start = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
    const stop = box.value.indexOf("\n", box.selectionEnd);
    const end = stop === -1 ? box.value.length : stop;
    const lines = box.value.slice(start, end).split("\n");
    const isList = lines.every((line) => line.startsWith("- "));
    insert(box, start, end, lines.map((line) => (isList ? line.slice(2) : `- ${line}`)).join("\n"));
  };

  const preview = async (box, button, form) => {
    const shown = document.getElementById(button.getAttribute("aria-controls"));
    const opens = shown.hidden;
    button.setAttribute("aria-expanded", String(opens));
    shown.hidden = !opens;
    if (!opens) return;
    shown.textContent = "One moment…";
    try {
      const response = await post(form.dataset.preview, new URLSearchParams({ text: box.value }));
      if (!response.ok) throw new Error(String(response.status));
      shown.innerHTML = await response.text();
    } catch {
      shown.textContent = "No preview now: the server did not answer, or you have been signed out. Your words are kept.";
    }
  };

  const countWords = (box, question, form) => {
    const shown = question.querySelector("[data-count]");
    if (!shown) return;
    const max = Number(form.dataset.max);
    const count = box.value.split(/\s+/).filter(Boolean).length;
    const aim = question.dataset.words ? `, aim for under ${question.dataset.words}` : "";
    const over = box.value.length - max;
    shown.textContent =
      over > 0
        ? `${box.value.length.toLocaleString("en-GB")} characters: ${over.toLocaleString("en-GB")} too many to be saved`
        : `${count} word${count === 1 ? "" : "s"}${aim}`;
    shown.classList.toggle("st-under__over", over > 0);
  };

  const TOOLS = {
    bold: (box) => surround(box, "**", "**", "bold words"),
    list: makeList,
    link: (box) => surround(box, "[", "](https://)", "words of the link"),
    preview,
  };

  const wireWords = (question) => {
    const box = question.querySelector("textarea");
    const form = box?.form;
    if (!form) return;
    question.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.tool) TOOLS[button.dataset.tool](box, button, form);
      if (button.dataset.fill && (!box.value.trim() || window.confirm(`Replace your words with “${button.dataset.fill}”?`))) {
        insert(box, 0, box.value.length, button.dataset.fill);
      }
    });
    box.addEventListener("input", () => countWords(box, question, form));
    box.addEventListener("change", () => countWords(box, question, form));
    box.addEventListener("paste", (event) => paste(event, box, question, Number(form.dataset.max)));
  };

  /* Pasting from Word: bold, lists and links become Markdown, all else plain text. */

  const paste = (event, box, question, max) => {
    const plain = event.clipboardData.getData("text/plain");
    if (plain.length > 5 * max) {
      event.preventDefault();
      const shown = question.querySelector("[data-count]") ?? document.querySelector("[data-saved]");
      shown.textContent = `Not pasted: ${plain.length.toLocaleString("en-GB")} characters, and this box holds ${max.toLocaleString("en-GB")}.`;
      shown.classList.add("st-under__over");
      return;
    }
    const text = toMarkdown(event.clipboardData.getData("text/html"));
    if (!text) return;
    event.preventDefault();
    insert(box, box.selectionStart, box.selectionEnd, text);
  };

  const BLOCKS = /^(P|DIV|H[1-6]|LI|TR|BLOCKQUOTE|UL|OL|TABLE|SECTION|ARTICLE)$/;
  const NOTHING = /^(STYLE|SCRIPT|META|LINK|TITLE|HEAD)$/;

  /* Markdown of an HTML fragment; "" when it has no formatting worth keeping. */
  const toMarkdown = (html) => {
    if (!html) return "";
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!page.body.querySelector("b, strong, i, em, li, a[href], [style*='font-weight'], [style*='mso-list'], [class^='MsoList']")) return "";
    const blocks = [{ prefix: "", text: "" }];
    walk(page.body, { bold: false, italic: false, depth: 0 }, blocks);
    const kept = blocks
      .map(({ prefix, text }) => ({ prefix, text: tidy(text) }))
      .filter(({ text }) => text);
    return kept
      .map(({ prefix, text }, place) => {
        const sameList = prefix && kept[place + 1]?.prefix;
        return prefix + text + (place === kept.length - 1 ? "" : sameList ? "\n" : "\n\n");
      })
      .join("");
  };

  /* Marks that two neighbouring pieces of bold leave between them are taken out. */
  const tidy = (text) =>
    text.replace(/[ \t]+/g, " ").replace(/\*\*( ?)\*\*/g, "$1").replace(/ ?\n ?/g, "\n").trim();

  const walk = (node, look, blocks) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        blocks[blocks.length - 1].text += emphasised(child.data.replace(/[\s\u00a0]+/g, " "), look);
      } else if (child.nodeType === Node.ELEMENT_NODE && !NOTHING.test(child.tagName)) {
        walkElement(child, look, blocks);
      }
    }
  };

  const walkElement = (element, look, blocks) => {
    const style = element.getAttribute("style") ?? "";
    if (/mso-list:\s*Ignore/i.test(style)) return;
    if (element.tagName === "BR") {
      blocks[blocks.length - 1].text += "\n";
      return;
    }
    const inside = lookOf(element, style, look);
    if (element.tagName === "A" && /^(https?:|mailto:)/i.test(element.getAttribute("href") ?? "")) {
      const words = element.textContent.replace(/\s+/g, " ").trim();
      if (words) blocks[blocks.length - 1].text += `[${words}](${element.getAttribute("href")})`;
      return;
    }
    if (/^(TD|TH)$/.test(element.tagName) && element.previousElementSibling) blocks[blocks.length - 1].text += " | ";
    const isBlock = BLOCKS.test(element.tagName);
    const inItem = element.parentElement?.tagName === "LI" || /^(TD|TH)$/.test(element.parentElement?.tagName);
    if (isBlock && !(element.tagName === "P" && inItem)) blocks.push({ prefix: prefixOf(element, style, inside), text: "" });
    walk(element, inside, blocks);
    if (isBlock && element.tagName !== "LI") blocks.push({ prefix: "", text: "" });
  };

  const lookOf = (element, style, look) => {
    const weight = /font-weight:\s*(\w+)/i.exec(style)?.[1] ?? "";
    const plain = /^(normal|[1-5]00)$/i.test(weight);
    const heavy = /^(bold|bolder|[6-9]00)$/i.test(weight) || /^(B|STRONG|H[1-6])$/.test(element.tagName);
    return {
      bold: plain ? false : look.bold || heavy,
      italic: look.italic || /^(I|EM)$/.test(element.tagName),
      depth: look.depth + (/^(UL|OL)$/.test(element.tagName) ? 1 : 0),
    };
  };

  const prefixOf = (element, style, look) => {
    if (element.tagName === "LI") {
      const numbered = element.parentElement?.tagName === "OL";
      const place = Array.from(element.parentElement?.children ?? []).indexOf(element) + 1;
      return "  ".repeat(Math.max(0, look.depth - 1)) + (numbered ? `${place}. ` : "- ");
    }
    const level = /mso-list:\s*l\d+ level(\d)/i.exec(style)?.[1];
    if (!level && !/^MsoList/.test(element.className)) return "";
    const mark = element.querySelector("[style*='mso-list']")?.textContent.trim() ?? "";
    return "  ".repeat(Number(level ?? 1) - 1) + (/^\w{1,3}[.)]$/.test(mark) && /\d/.test(mark) ? `${mark} ` : "- ");
  };

  const emphasised = (text, { bold, italic }) => {
    const [, before, words, after] = /^(\s*)(.*?)(\s*)$/s.exec(text);
    if (!words) return text;
    const mark = bold ? "**" : italic ? "*" : "";
    return before + mark + words + mark + after;
  };

  /* A rating that needs mitigation opens explanation, mitigation and date under itself. */

  const wireRatings = (form) => {
    const block = form.querySelector("[data-mitigation]");
    const said = form.querySelector("[data-opened]");
    form.addEventListener("change", (event) => {
      const radio = event.target;
      if (radio.type !== "radio") return;
      showClear(radio.closest("fieldset"));
      if (!block) return;
      const needing = Array.from(form.querySelectorAll("[data-needs-mitigation]:checked"));
      const under = needing.includes(radio) ? radio : needing[0];
      const wasClosed = "closed" in block.dataset;
      block.toggleAttribute("data-closed", !under);
      if (under) under.closest(".nhsuk-radios__item").after(block);
      if (said && wasClosed !== !under) said.textContent = under ? "Explanation and mitigation are asked below the rating." : "";
    });
    form.querySelectorAll("[data-clear]").forEach((button) => {
      const fieldset = button.closest("fieldset");
      showClear(fieldset);
      button.addEventListener("click", () => {
        const radio = fieldset.querySelector("input[type=radio]:checked");
        if (!radio) return;
        radio.checked = false;
        radio.dispatchEvent(new Event("change", { bubbles: true }));
        fieldset.querySelector("input[type=radio]").focus();
      });
    });
  };

  /* An answer that is typed over no longer comes from the cell that is named beside it. */
  const wireSources = (form) => {
    const typedOver = (event) => {
      const note = event.target.closest(".st-question, .nhsuk-form-group")?.querySelector("[data-from]");
      if (note) note.hidden = true;
    };
    form.addEventListener("input", typedOver);
    form.addEventListener("change", typedOver);
  };

  const showClear = (fieldset) => {
    const button = fieldset?.querySelector("[data-clear]");
    if (button) button.hidden = !fieldset.querySelector("input[type=radio]:checked");
  };

  /* "Copy into my boxes to edit": only boxes without words take any. */
  const wireCopy = (link, form) => {
    const words = JSON.parse(document.getElementById("last-words")?.textContent ?? "{}");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      let copied = 0;
      let left = 0;
      for (const [name, text] of Object.entries(words)) {
        const box = form.elements.namedItem(name);
        if (!box || box.value === text) continue;
        if (box.value.trim()) left += 1;
        else {
          insert(box, 0, box.value.length, text);
          copied += 1;
        }
      }
      link.focus();
      const kept = left ? ` ${left} of your boxes had words already and ${left === 1 ? "was" : "were"} left alone.` : "";
      document.querySelector("[data-copied]").textContent = `Copied into ${copied} box${copied === 1 ? "" : "es"}.${kept}`;
    });
  };

  const forms = Array.from(document.querySelectorAll("[data-update-form]"), (form) => {
    wireRatings(form);
    wireSources(form);
    return new UpdateForm(form);
  });
  document.querySelectorAll("[data-words]").forEach(wireWords);
  const copyLink = document.querySelector("[data-copy]");
  if (copyLink && forms.length === 1) wireCopy(copyLink, forms[0].form);

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") forms.forEach((form) => form.save(true));
  });
  window.addEventListener("online", () => forms.forEach((form) => form.save()));
  // The Back button may bring back a page as it was before it was saved.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && forms.length) window.location.reload();
  });

  document.querySelectorAll("[data-once]").forEach((form) =>
    form.addEventListener("submit", (event) => {
      if (form.dataset.once === "sent") event.preventDefault();
      form.dataset.once = "sent";
    }),
  );

  document.querySelectorAll("[data-conflict]").forEach((form) => {
    form.addEventListener("submit", () => store.clear(form.dataset.conflict));
    form.querySelectorAll("[data-merged]").forEach((box) =>
      box.addEventListener("input", () => {
        form.elements.namedItem(`choice_${box.name.slice("merged_".length)}`).value = "merged";
      }),
    );
  });

  document.querySelector("[data-error-summary]")?.focus();
})();
