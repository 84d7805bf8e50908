/* What came of a save, and the words that say so. The results:

     saved       the server has all that was sent
     errors      it has all but the answers that it names as wrong
     conflict    somebody else saved this update in the meantime
     refused     the update takes no more answers
     denied      the request itself was not accepted
     signed out  the session has ended
     offline     no answer came
     failed      something went wrong on the server
*/
import { isSignedOut } from "./server.js";

const KEPT = "Your words are kept in this browser.";

const TOO_MUCH = "there is more text than can be sent at once. Make it shorter";
const REASONS = {
  400: TOO_MUCH,
  403: "you are not allowed to change this, or you signed in as somebody else",
  404: "this is no longer there",
  413: TOO_MUCH,
};

/* Nothing more is sent from this page after these. */
export const isFinal = (result) => ["conflict", "refused"].includes(result);

export const isTriedAgain = (result) => ["offline", "failed"].includes(result);

/* After these the server can show the next page without words being lost. */
export const mayGoOn = (result) => ["clean", "saved", "errors", "conflict", "refused"].includes(result);

export const noAnswer = (isOnline) => ({
  result: "offline",
  message: `Not saved: ${isOnline ? "no answer from the server" : "you are offline"}. ${KEPT}`,
});

/* The result with its `message`, the server's `answer` where it took the answers, and a `banner`
   with the label of its `action` where there is something to do. */
export const readResult = async (response) => {
  // 401: not even the cookies are left.
  if (isSignedOut(response) || response.status === 401) return SIGNED_OUT;
  if (response.ok) return taken(await response.json());
  if (response.status === 409) return notTaken(await response.json());
  if (response.status === 503) return away(await response.json().catch(() => ({})));
  const result = response.status >= 500 ? "failed" : "denied";
  const reason = REASONS[response.status] ?? "something went wrong on our side; trying again";
  return { result, message: `Not saved: ${reason}. ${KEPT}` };
};

const away = ({ message }) => ({
  result: "failed",
  message: `Not saved: ${message ?? "the site is not available just now; trying again"}. ${KEPT}`,
});

const SIGNED_OUT = {
  result: "signed out",
  message: `Not saved: you have been signed out. ${KEPT}`,
  banner: `You have been signed out. ${KEPT} Sign in, and they are saved.`,
};

const taken = (answer) => {
  const [error] = Object.values(answer.errors);
  if (error) return { result: "errors", message: `Not all saved. ${error}`, answer };
  return { result: "saved", message: answer.saved, answer };
};

const notTaken = (answer) => ({
  result: answer.conflict ? "conflict" : "refused",
  message: `Not saved. ${KEPT}`,
  banner: `${answer.message} ${KEPT}`,
  action: answer.conflict ? "Compare both texts" : "See what you typed",
});
