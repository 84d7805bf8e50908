/* The editor of a paper. Everything here is a help: without it the forms' own buttons do the
   work. */
import { focusErrorSummary } from "./modules/error-summary.js";
import { letOrder } from "./modules/ordering.js";
import { pasteAsMarkdown } from "./modules/pasting.js";
import { startSaving } from "./modules/saving.js";
import { post } from "./modules/server.js";

const announced = document.querySelector("[data-announced]");
const page = document.querySelector("[data-page]");

const rename = (name) => {
  document.querySelectorAll("[data-part-name]").forEach((element) => (element.textContent = name));
  const line = document.querySelector("[data-parts] .is-chosen");
  if (line) line.dataset.name = name;
};

/* What the server made of the part comes with its answer to each save. */
const show = ({ detail }) => {
  if ("page" in detail) page.innerHTML = detail.page;
  if (detail.name) rename(detail.name);
  for (const [prefix, words] of Object.entries(detail.conditions ?? {})) {
    document.querySelector(`[data-condition="${prefix}"]`).textContent = words;
  }
};

startSaving();
focusErrorSummary();
for (const form of document.querySelectorAll("[data-update-form]")) {
  form.addEventListener("update-saved", show);
  form.querySelectorAll("textarea").forEach((box) => {
    if (form.dataset.max) pasteAsMarkdown(form, box);
  });
}

// Ticks with an order, in the options: the order is saved with the rest of the form.
document.querySelectorAll("[data-ordered]").forEach((group) => {
  letOrder(group.querySelector("ol"), {
    among: (line) => line.querySelector("input:checked") !== null,
    moved: (line, place) => {
      announced.textContent = `${line.textContent.trim().split("\n")[0].trim()}: place ${place + 1}.`;
      line.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
    },
  });
});

// The parts themselves.
const parts = document.querySelector("[data-parts]");
if (parts) {
  letOrder(parts, {
    among: () => true,
    moved: async (line, place) => {
      const { name, move } = line.dataset;
      announced.textContent = `${name}: part ${place + 1} of ${parts.children.length}.`;
      const response = await post(move, new URLSearchParams({ place })).catch(() => null);
      if (!response?.ok) announced.textContent = `${name} could not be moved. Open this page again.`;
    },
  });
}
