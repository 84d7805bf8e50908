/* The answers in a form: read, and put back. */

const NOT_ANSWERS = ["csrfmiddlewaretoken", "version", "do"];

export const controlsOf = (form) =>
  Array.from(form.elements).filter(
    (control) => control.name && control.type !== "hidden" && control.tagName !== "BUTTON",
  );

/* Each answer under the name of its control. */
export const answersOf = (form) => {
  const answers = {};
  for (const [name, value] of new FormData(form)) {
    if (!NOT_ANSWERS.includes(name)) answers[name] = value;
  }
  return answers;
};

export const putAnswers = (form, answers) => {
  for (const control of controlsOf(form)) {
    if (!(control.name in answers)) continue;
    if (control.type === "radio") control.checked = control.value === answers[control.name];
    else control.value = answers[control.name];
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
};
