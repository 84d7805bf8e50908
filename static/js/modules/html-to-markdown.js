/* Markdown of what a word processor or a web page puts on the clipboard. */
import { emphasise, joinBlocks, markerOf } from "./markdown-text.js";

const BLOCKS = /^(P|DIV|H[1-6]|LI|TR|BLOCKQUOTE|UL|OL|TABLE|SECTION|ARTICLE)$/;
const CELLS = /^(TD|TH)$/;
const LISTS = /^(UL|OL)$/;
const NOTHING = /^(STYLE|SCRIPT|META|LINK|TITLE|HEAD)$/;
const FORMATTED =
  "b, strong, i, em, li, a[href], [style*='font-weight'], [style*='mso-list'], [class^='MsoList']";

/* Markdown of an HTML fragment; "" when it has no formatting worth keeping. */
export const toMarkdown = (html) => {
  if (!html) return "";
  const { body } = new DOMParser().parseFromString(html, "text/html");
  if (!body.querySelector(FORMATTED)) return "";
  const blocks = [{ prefix: "", text: "" }];
  walk(body, { bold: false, italic: false, depth: 0 }, blocks);
  return joinBlocks(blocks);
};

const add = (blocks, text) => {
  blocks[blocks.length - 1].text += text;
};

/* Adds what is in `node` to `blocks`, formatted by `look`. */
const walk = (node, look, blocks) => {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      add(blocks, emphasise(child.data.replace(/[\s\u00a0]+/g, " "), look));
    } else if (child.nodeType === Node.ELEMENT_NODE && !NOTHING.test(child.tagName)) {
      walkElement(child, look, blocks);
    }
  }
};

const walkElement = (element, look, blocks) => {
  const { tagName, parentElement } = element;
  const style = element.getAttribute("style") ?? "";
  // Word prints its bullets as text too.
  if (/mso-list:\s*Ignore/i.test(style)) return;
  if (tagName === "BR") {
    add(blocks, "\n");
    return;
  }
  const address = element.getAttribute("href") ?? "";
  if (tagName === "A" && /^(https?:|mailto:)/i.test(address)) {
    const words = element.textContent.replace(/\s+/g, " ").trim();
    if (words) add(blocks, `[${words}](${address})`);
    return;
  }
  if (CELLS.test(tagName) && element.previousElementSibling) add(blocks, " | ");
  const inside = lookOf(element, style, look);
  const isBlock = BLOCKS.test(tagName);
  const isInItem = parentElement?.tagName === "LI" || CELLS.test(parentElement?.tagName);
  if (isBlock && !(tagName === "P" && isInItem)) blocks.push({ prefix: prefixOf(element, style, inside), text: "" });
  walk(element, inside, blocks);
  if (isBlock && tagName !== "LI") blocks.push({ prefix: "", text: "" });
};

const lookOf = ({ tagName }, style, look) => {
  const weight = /font-weight:\s*(\w+)/i.exec(style)?.[1] ?? "";
  const isPlain = /^(normal|[1-5]00)$/i.test(weight);
  const isBold = /^(bold|bolder|[6-9]00)$/i.test(weight) || /^(B|STRONG|H[1-6])$/.test(tagName);
  return {
    bold: isPlain ? false : look.bold || isBold,
    italic: look.italic || /^(I|EM)$/.test(tagName),
    depth: look.depth + (LISTS.test(tagName) ? 1 : 0),
  };
};

/* What a list item begins with, indented by its level; "" for anything else. */
const prefixOf = (element, style, look) => {
  if (element.tagName === "LI") {
    const siblings = Array.from(element.parentElement?.children ?? []);
    const isNumbered = element.parentElement?.tagName === "OL";
    return "  ".repeat(Math.max(0, look.depth - 1)) + (isNumbered ? `${siblings.indexOf(element) + 1}. ` : "- ");
  }
  // A list item of Word is a paragraph that says its level, with its bullet or number inside.
  const level = /mso-list:\s*l\d+ level(\d)/i.exec(style)?.[1];
  if (!level && !/^MsoList/.test(element.className)) return "";
  const printed = element.querySelector("[style*='mso-list']")?.textContent.trim() ?? "";
  return "  ".repeat(Number(level ?? 1) - 1) + markerOf(printed);
};
