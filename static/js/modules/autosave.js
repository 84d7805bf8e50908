/* When answers are saved: a moment after somebody stops typing, every few seconds while they
   type on, and again after a failure. It knows no page; it is given

     snapshot()     the answers as they are now, as one text
     keep()         keeps them in this browser
     forget()       lets go of what was kept
     send(leaving)  sends them, and resolves to a result of save-result.js
*/
import { isFinal, isTriedAgain } from "./save-result.js";

const KEEP_AFTER = 250;
const SAVE_AFTER = 2500;
const SAVE_AT_THE_LATEST = 8000;
const TRY_AGAIN_AFTER = 10000;

export class Autosave {
  #page;
  #saved;
  #pause;
  #sending = null;
  #stopped = "";
  #unsavedSince = null;
  #keepTimer;
  #saveTimer;

  /* `saved` is the snapshot of what the server has, "" where it has not got the answers shown. */
  constructor(page, saved, saveAfter = SAVE_AFTER) {
    this.#page = page;
    this.#saved = saved;
    this.#pause = saveAfter;
  }

  get isSending() {
    return this.#sending !== null;
  }

  get isStopped() {
    return this.#stopped !== "";
  }

  isDirty() {
    return this.#page.snapshot() !== this.#saved;
  }

  changed() {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.isDirty() && this.#page.keep(), KEEP_AFTER);
    // Who types without a pause is saved every few seconds all the same.
    this.#unsavedSince ??= Date.now();
    const latest = this.#unsavedSince + SAVE_AT_THE_LATEST - Date.now();
    this.#saveAfter(Math.max(0, Math.min(this.#pause, latest)));
  }

  /* Saves now what is not saved yet. Resolves to "clean" where all is, otherwise to the result. */
  async save(leaving = false) {
    clearTimeout(this.#saveTimer);
    if (this.isStopped) return this.#stopped;
    while (this.#sending) await this.#sending;
    if (!this.isDirty()) {
      this.#unsavedSince = null;
      return "clean";
    }
    this.#sending = this.#send(leaving);
    try {
      return await this.#sending;
    } finally {
      this.#sending = null;
    }
  }

  #saveAfter(delay) {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => this.save(), delay);
  }

  async #send(leaving) {
    const sent = this.#page.snapshot();
    this.#unsavedSince = null;
    this.#page.keep();
    const result = await this.#page.send(leaving);
    if (result === "saved") {
      this.#saved = sent;
      if (!this.isDirty()) this.#page.forget();
    }
    if (isFinal(result)) this.#stopped = result;
    if (isTriedAgain(result)) this.#saveAfter(TRY_AGAIN_AFTER);
    return result;
  }
}
