/* Reading a paper on a screen: its sections fold on a phone, and rows that are off track can be
   brought up within their groups. Without this script all is there, in the board's own order.

   A paper that is saved as a file has these lines in it, so they stand alone. */

const NARROW = matchMedia("(max-width: 56em)");
const WORST_FIRST = ["red", "amber", "grey", "plain", "green", "blue"];
const FEW = 3; // so many sections within one stay open

// Folding

function isHead(element, level) {
  return element.matches(`h${level}`) && element.id !== "";
}

function runsOf(children, level) {
  const runs = [];
  for (const child of children) {
    if (isHead(child, level)) runs.push({ head: child, inside: [] });
    else if (runs.length > 0) runs[runs.length - 1].inside.push(child);
  }
  return runs.filter((run) => run.inside.length > 0);
}

function show(button, isOpen) {
  button.setAttribute("aria-expanded", String(isOpen));
  const fold = document.getElementById(button.getAttribute("aria-controls"));
  fold.toggleAttribute("hidden", !isOpen);
  if (!isOpen) fold.setAttribute("hidden", "until-found");
}

function makeFold({ head, inside }, isOpen) {
  const fold = document.createElement("div");
  fold.id = `${head.id}-inside`;
  fold.className = "fold";
  head.after(fold);
  fold.append(...inside);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fold-button";
  button.setAttribute("aria-controls", fold.id);
  button.append(...head.childNodes);
  head.append(button);
  show(button, isOpen);
  button.addEventListener("click", () => {
    show(button, button.getAttribute("aria-expanded") === "false");
  });
  fold.addEventListener("beforematch", () => show(button, true));
  return fold;
}

function foldSections(paper) {
  const sections = [...paper.querySelectorAll(".part")];
  const runs = sections.flatMap((section) => runsOf(section.children, 2));
  for (const run of runs) {
    const fold = makeFold(run, runs.length < FEW);
    const inner = runsOf(fold.children, 3);
    for (const one of inner) makeFold(one, inner.length < FEW);
  }
}

function showAll(paper) {
  for (const button of paper.querySelectorAll(".fold-button")) show(button, true);
}

function showAround(target) {
  const own = target?.querySelector(":scope > .fold-button");
  if (own) show(own, true);
  for (let fold = target?.closest(".fold"); fold; fold = fold.parentElement.closest(".fold")) {
    show(document.querySelector(`[aria-controls="${CSS.escape(fold.id)}"]`), true);
  }
}

function showWhatIsAddressed() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.closest(".paper")) return;
  showAround(target);
  target.scrollIntoView();
}

function startFolding(paper) {
  foldSections(paper);
  NARROW.addEventListener("change", () => showAll(paper));
  addEventListener("beforeprint", () => showAll(paper));
  addEventListener("hashchange", showWhatIsAddressed);
  paper.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) showWhatIsAddressed(); // no hashchange for the same
  });
  showWhatIsAddressed();
}

// Off track first

function rankOf(row) {
  const ranks = [...row.querySelectorAll(".pill")].map((pill) =>
    WORST_FIRST.findIndex((tone) => pill.classList.contains(tone)),
  );
  return Math.min(WORST_FIRST.length, ...ranks.filter((rank) => rank >= 0));
}

// A row that shares a cell with its neighbours cannot leave them.
function sortableBodies(paper) {
  return [...paper.querySelectorAll("tbody")].filter(
    (body) =>
      body.rows.length > 1 &&
      !body.querySelector("[rowspan], .reaches, .repeated") &&
      body.querySelector(".pill.red, .pill.amber"),
  );
}

function startSorting(paper) {
  const bodies = sortableBodies(paper);
  if (bodies.length === 0) return;
  const given = new Map(bodies.map((body) => [body, [...body.rows]]));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "off-track-first";
  button.textContent = "Off track first";
  button.setAttribute("aria-pressed", "false");
  const told = document.createElement("p");
  told.className = "off-track-told";
  told.setAttribute("role", "status");
  button.addEventListener("click", () => {
    const isOn = button.getAttribute("aria-pressed") === "false";
    button.setAttribute("aria-pressed", String(isOn));
    for (const [body, rows] of given) body.append(...(isOn ? worstFirst(rows) : rows));
    const tables = given.size === 1 ? "one table" : `${given.size} tables`;
    told.textContent = isOn
      ? `What is off track or behind is now at the top of ${tables}. The PDF keeps the board’s own order.`
      : "In the board’s own order again.";
  });
  const masthead = paper.querySelector(".masthead");
  if (masthead) masthead.append(button, told);
  else paper.prepend(button, told);
}

function worstFirst(rows) {
  const [heads, own] = [true, false].map((isHead) =>
    rows.filter((row) => row.classList.contains("group-row") === isHead),
  );
  return [...heads, ...own.sort((one, other) => rankOf(one) - rankOf(other))];
}

const paper = document.querySelector(".paper:has(> .parts)");
if (paper) {
  if (NARROW.matches) {
    const list = paper.querySelector(".in-this-paper details");
    if (list) list.open = false;
    startFolding(paper);
  }
  startSorting(paper);
}
