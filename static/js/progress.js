/* Work under way: asks how far it is and goes on when it is done, to the page or file that
   data-done names or else to this page anew. Without this the page reloads by itself. */
import { get, isSignedOut } from "./modules/server.js";

const EVERY = 1500;
const box = document.querySelector("[data-progress]");
const bar = box.querySelector("progress");
const percent = box.querySelector("[data-percent]");
const stage = box.querySelector("[data-stage]");

// A file is downloaded and leaves this page as it is: it says so then.
const finish = () => {
  const ready = document.querySelector("[data-ready]");
  if (!ready) {
    location.reload();
    return;
  }
  box.hidden = true;
  ready.hidden = false;
  const heading = ready.querySelector("h1");
  document.title = document.title.replace(/^[^-]*/, `${heading.textContent} `);
  heading.focus();
  location.assign(box.dataset.done);
};

const ask = async () => {
  const answer = await get(box.dataset.progress).catch(() => null);
  // No answer now is no answer for good: the next may come.
  if (answer && (isSignedOut(answer) || answer.status === 404)) {
    location.reload();
    return;
  }
  if (answer && answer.ok) {
    const now = await answer.json();
    if (!now.is_under_way) {
      finish();
      return;
    }
    bar.value = now.percent;
    percent.textContent = `${now.percent}%`;
    // Only what is new is said aloud.
    if (now.stage && stage.textContent !== now.stage) stage.textContent = now.stage;
  }
  setTimeout(ask, EVERY);
};

setTimeout(ask, EVERY);
