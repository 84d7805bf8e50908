/* Who sent a form that has something wrong is told so first, by the keyboard's focus. */

export const focusErrorSummary = () => document.querySelector("[data-error-summary]")?.focus();
