/* The text of Markdown: words made bold or italic, and blocks put one after another. */

export const emphasise = (text, { bold, italic }) => {
  const [, before, words, after] = /^(\s*)(.*?)(\s*)$/s.exec(text);
  if (!words) return text;
  const mark = bold ? "**" : italic ? "*" : "";
  return before + mark + words + mark + after;
};

/* The list marker for the bullet or number that a word processor printed. */
export const markerOf = (printed) => (/^\w{1,3}[.)]$/.test(printed) && /\d/.test(printed) ? `${printed} ` : "- ");

/* Marks that two neighbouring pieces of bold leave between them are taken out. */
const tidy = (text) =>
  text.replace(/[ \t]+/g, " ").replace(/\*\*( ?)\*\*/g, "$1").replace(/ ?\n ?/g, "\n").trim();

/* Blocks, each a `prefix` ("" unless it is a list item) and a `text`, as one text: items of a
   list on lines of their own, anything else a blank line apart. */
export const joinBlocks = (blocks) => {
  const kept = blocks.map(({ prefix, text }) => ({ prefix, text: tidy(text) })).filter(({ text }) => text);
  return kept
    .map(({ prefix, text }, place) => {
      if (place === kept.length - 1) return prefix + text;
      const isSameList = prefix && kept[place + 1].prefix;
      return prefix + text + (isSameList ? "\n" : "\n\n");
    })
    .join("");
};
