/* The answers in a form: read, and put back. */

const NOT_ANSWERS = ["csrfmiddlewaretoken", "version", "do", "_reader", "_sent"];

export const controlsOf = (form) =>
  Array.from(form.elements).filter(
    (control) => control.name && control.type !== "hidden" && control.tagName !== "BUTTON",
  );

/* Each answer under the name of its control; of a name with several ticks, all in their order. */
export const answersOf = (form) => {
  const given = new FormData(form);
  const names = new Set(given.keys());
  NOT_ANSWERS.forEach((name) => names.delete(name));
  return Object.fromEntries(
    Array.from(names, (name) => {
      const values = given.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
};

export const putAnswers = (form, answers) => {
  for (const control of controlsOf(form)) {
    const isTick = control.type === "checkbox";
    if (!(control.name in answers) && !isTick) continue;
    if (isTick) control.checked = [answers[control.name]].flat().includes(control.value);
    else if (control.type === "radio") control.checked = control.value === answers[control.name];
    else control.value = answers[control.name];
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
};
