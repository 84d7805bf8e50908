/* Requests to our own server: in the session of whoever is signed in, never followed to
   another page. */

const GIVE_UP_AFTER = 20000;

export const cookie = (name) =>
  document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

/* A redirect in answer to a script can only lead to the sign-in page. */
export const isSignedOut = (response) => response.type === "opaqueredirect";

/* Who opened this page, "" for nobody. Another may have signed in since, and must not send it as
   their own. */
export const reader = () => globalThis.document?.body.dataset.reader ?? "";

const send = (url, options) => fetch(url, { credentials: "same-origin", redirect: "manual", ...options });

export const get = (url) => send(url, { headers: { Accept: "application/json" } });

export const post = (url, body, options = {}) =>
  send(url, {
    method: "POST",
    body,
    headers: {
      "X-CSRFToken": cookie("csrftoken"),
      "X-Reader": reader(),
      Accept: "application/json, text/html",
    },
    signal: AbortSignal.timeout(GIVE_UP_AFTER),
    ...options,
  });
