/* Update forms that save while somebody types and keep what could not be saved. Without this
   the form's own buttons do the work. A form has data-update-form, and

     data-autosave  where to save, as JSON    data-key      its name in this browser's store
     data-sign-in   the sign-in page          data-unsaved  it came with words not saved yet
     data-name      what a notice calls it, where a page has several
     data-save-after  how many ms after the last change it is saved, where not as usual
*/
import { answersOf, controlsOf, putAnswers } from "./answers.js";
import { Autosave } from "./autosave.js";
import { differ, forgetWords, keepWords, keptWords, typedAt } from "./kept-words.js";
import { Notices } from "./notices.js";
import { mayGoOn, noAnswer, readResult } from "./save-result.js";
import { cookie, post, reader } from "./server.js";

class UpdateForm {
  #form;
  #key;
  #notices;
  #autosave;
  #isPassedOn = false;
  #isSignedOut = false;
  #before;

  constructor(form) {
    this.#form = form;
    this.#key = form.dataset.key;
    this.#notices = new Notices(form);
    const page = {
      snapshot: () => this.#snapshot(),
      keep: () => keepWords(this.#key, { values: answersOf(form), version: this.#version.value }),
      forget: () => forgetWords(this.#key),
      send: (leaving) => this.#send(leaving),
    };
    const { unsaved, saveAfter } = form.dataset;
    const saved = unsaved === undefined ? this.#snapshot() : "";
    this.#autosave = new Autosave(page, saved, saveAfter && Number(saveAfter));
    controlsOf(form).forEach((control) => {
      control.addEventListener("input", () => this.#changed());
      control.addEventListener("change", () => this.#changed());
      control.addEventListener("blur", () => this.save());
    });
    form.addEventListener("submit", (event) => this.#submit(event));
    this.#giveBackKept();
  }

  save(leaving = false) {
    return this.#autosave.save(leaving);
  }

  /* Whoever has signed in meanwhile, in another tab, has it saved now. */
  saveIfSignedOut() {
    if (this.#isSignedOut) this.save();
  }

  get #version() {
    return this.#form.elements.namedItem("version");
  }

  #snapshot() {
    return JSON.stringify(answersOf(this.#form));
  }

  #changed() {
    this.#autosave.changed();
    if (!this.#autosave.isStopped && this.#autosave.isDirty()) this.#notices.say("Not saved yet.", false);
  }

  /* The result by its name. */
  async #send(leaving) {
    this.#renewToken();
    const { autosave } = this.#form.dataset;
    const response = await post(autosave, new FormData(this.#form), { keepalive: leaving }).catch(() => null);
    const outcome = response ? await readResult(response) : noAnswer(navigator.onLine);
    this.#show(outcome);
    return outcome.result;
  }

  #show({ result, message, answer, banner, action }) {
    if (answer) {
      this.#version.value = answer.version;
      this.#form.dispatchEvent(new CustomEvent("update-saved", { detail: answer }));
    }
    this.#notices.say(message, result === "saved");
    if (result === "saved") this.#notices.hideBanner();
    this.#isSignedOut = result === "signed out";
    if (this.#isSignedOut) this.#askToSignIn(banner);
    else {
      this.#notices.hideBanner("signed out");
      if (banner) this.#notices.showBanner(banner, [[action, () => this.#passOn(null)]]);
    }
  }

  /* Once for all forms of a page. */
  #askToSignIn(banner) {
    const { signIn } = this.#form.dataset;
    const here = new URLSearchParams({ next: window.location.pathname + window.location.search });
    const ways = [
      ["Sign in here", `${signIn}?${here}`],
      ["Sign in in another tab", signIn, true],
    ];
    this.#notices.showBanner(banner, ways, "signed out");
  }

  /* What is not saved yet is saved first, so that nothing is lost where the server cannot be reached. */
  async #submit(event) {
    this.#renewToken();
    if (this.#isPassedOn || !(this.#autosave.isDirty() || this.#autosave.isSending)) return;
    event.preventDefault();
    const button = event.submitter;
    if (mayGoOn(await this.save())) this.#passOn(button);
  }

  /* Send the form itself. Not at once: a form ignores that while its submit event goes on. */
  #passOn(button) {
    this.#renewToken();
    this.#isPassedOn = true;
    setTimeout(() => this.#form.requestSubmit(button));
  }

  /* Signing in again in another tab makes the page's own token old. */
  #renewToken() {
    const token = this.#form.elements.namedItem("csrfmiddlewaretoken");
    if (token && cookie("csrftoken")) token.value = cookie("csrftoken");
    if (this.#form.elements.namedItem("_reader")) return;
    this.#form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "_reader", value: reader() }));
  }

  /* Words of an earlier visit that never reached the server. Where nothing was saved since, they
     are back at once; otherwise somebody decides, who may have written it anew elsewhere. */
  #giveBackKept() {
    const kept = keptWords(this.#key);
    if (!kept) return;
    if (!differ(kept.values, answersOf(this.#form))) {
      forgetWords(this.#key);
      return;
    }
    const then = typedAt(kept);
    if (kept.version === this.#version.value) {
      this.#putBack(kept);
      const words = `What you typed here on ${then} was not saved then. It is in its boxes again.`;
      this.#notices.showBanner(words, [["Take it out again", takeAllOut]], "put back");
      return;
    }
    this.#notices.showBanner(`What you typed here on ${then} was not saved, and something else was since.`, [
      ["Put my words back", () => this.#putBack(kept)],
      ["Throw them away", () => this.#throwAway()],
    ]);
  }

  #putBack(kept) {
    this.#before = answersOf(this.#form);
    givenBack.add(this);
    // On the version they were typed on, so that somebody else's words are not overwritten.
    this.#version.value = kept.version;
    putAnswers(this.#form, kept.values);
    this.#notices.hideBanner();
    this.save();
  }

  takeOut() {
    putAnswers(this.#form, this.#before);
    this.#notices.hideBanner("put back");
    this.save();
  }

  #throwAway() {
    forgetWords(this.#key);
    this.#notices.hideBanner();
  }
}

/* The forms of the page that have words of an earlier visit in them. */
const givenBack = new Set();

const takeAllOut = () => {
  givenBack.forEach((form) => form.takeOut());
  givenBack.clear();
};

/* Every update form of the page saves by itself from now on. */
export const startSaving = () => {
  const forms = Array.from(document.querySelectorAll("[data-update-form]"), (form) => new UpdateForm(form));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") forms.forEach((form) => form.save(true));
    else forms.forEach((form) => form.saveIfSignedOut());
  });
  window.addEventListener("focus", () => forms.forEach((form) => form.saveIfSignedOut()));
  window.addEventListener("online", () => forms.forEach((form) => form.save()));
  // The Back button may bring back a page as it was before it was saved.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && forms.length) window.location.reload();
  });
};
