/* What somebody typed and chose in a form, under names by which it is found on the page as it is
   shown again. Passwords, codes and files are never part of it. */

const TEXT = new Set(["textarea", "text", "search", "email", "url", "tel", "number", "date", "month", "time"]);
const NEVER = new Set(["password", "file", "submit", "button", "reset", "image", "fieldset", "output"]);
/* Hidden: what the page says that it saw, against which a save is compared. */
const SEEN = /(^|-)(seen|base_seen|version)$/;

const isTick = (control) => control.type === "checkbox" || control.type === "radio";

const isSecret = (control) => control.type === "password" || /one-time-code|password/.test(control.autocomplete ?? "");

const isSeen = (control) => control.type === "hidden" && SEEN.test(control.name);

const isOwn = (control) =>
  Boolean(control.name) &&
  !control.disabled &&
  !control.readOnly &&
  !NEVER.has(control.type) &&
  (control.type !== "hidden" || isSeen(control));

export const isText = (control) => TEXT.has(control.type) && !control.readOnly;

/* A form with a password or a code in it is left alone altogether. */
export const takesText = (form) => {
  const controls = Array.from(form.elements);
  return controls.some(isText) && !controls.some(isSecret);
};

/* Each control with its name, the value of a tick, and how many of the same were before it. */
const named = (form) => {
  const counts = {};
  return Array.from(form.elements)
    .filter(isOwn)
    .map((control) => {
      const name = isTick(control) ? `${control.name}=${control.value}` : control.name;
      counts[name] = (counts[name] ?? 0) + 1;
      return [`${name}#${counts[name]}`, control];
    });
};

const chosen = (select, by) => {
  const values = Array.from(select.options).filter(by).map((option) => option.value);
  return values.length || select.multiple ? values : [select.options[0]?.value];
};

const valueOf = (control) => {
  if (isTick(control)) return control.checked;
  if (control.options) return chosen(control, (option) => option.selected);
  return control.value;
};

/* As the server sent it, whatever the browser has put there since. */
const sentValueOf = (control) => {
  if (isTick(control)) return control.defaultChecked;
  if (control.options) return chosen(control, (option) => option.defaultSelected);
  return control.type === "hidden" ? control.value : control.defaultValue;
};

const put = (control, value) => {
  if (isTick(control)) control.checked = value;
  else if (control.options) for (const option of control.options) option.selected = value.includes(option.value);
  else control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
};

export const stateOf = (form) => Object.fromEntries(named(form).map(([name, control]) => [name, valueOf(control)]));

export const sentState = (form) => Object.fromEntries(named(form).map(([name, control]) => [name, sentValueOf(control)]));

const text = (value) => String(value).replaceAll("\r\n", "\n").trim();

/* Whether what was kept differs from what the page has, but for what was seen. */
export const isOther = (kept, shown) =>
  Object.keys(kept).some(
    (name) => name in shown && !SEEN.test(name.split("#")[0]) && text(kept[name]) !== text(shown[name]),
  );

export const putState = (form, state) => {
  for (const [name, control] of named(form)) if (name in state) put(control, state[name]);
};
