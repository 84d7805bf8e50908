/* How much is written in a box, said under it. */

const formatted = (number) => number.toLocaleString("en-GB");

/* `max` characters can be saved, `aim` is the number of words to stay under, 0 for none. */
export const describeLength = (text, { max, aim }) => {
  const over = text.length - max;
  if (over > 0) {
    return { words: `${formatted(text.length)} characters: ${formatted(over)} too many to be saved`, isOver: true };
  }
  const count = text.split(/\s+/).filter(Boolean).length;
  const advice = aim ? `, aim for under ${aim}` : "";
  return { words: `${count} word${count === 1 ? "" : "s"}${advice}`, isOver: false };
};

export const countWords = (question, box) => {
  const shown = question.querySelector("[data-count]");
  if (!shown) return;
  const show = () => {
    const limits = { max: Number(box.form.dataset.max), aim: Number(question.dataset.words) };
    const { words, isOver } = describeLength(box.value, limits);
    shown.textContent = words;
    shown.classList.toggle("st-under__over", isOver);
  };
  box.addEventListener("input", show);
  box.addEventListener("change", show);
};
