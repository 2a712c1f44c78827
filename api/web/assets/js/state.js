// How the service is, said below the field: not ready yet, or out of reach; and what went wrong, in words.
import { byId, h } from "./dom.js";
import { t } from "./i18n.js";

/** Say that the service asks to wait, and why. */
export const wait = (problem) => show(waiting(problem));

/** Say what went wrong. */
export const fail = (problem) => show(because("failed", problem));

/** Say nothing: the service has done what it was asked for. */
export const fine = () => show([]);

/** Why there is nothing to do but to wait. */
export const waiting = (problem) => [
  t(/\bis being loaded\b/.test(problem.message) ? "preparing" : "busy"),
  " ",
  h("small", { lang: "en" }, problem.message),
];

/** The words of that name around the `{reason}`, which is English where it is the service's. */
export function because(name, { status, message }) {
  const [before, after] = t(name, { reason: "\0" }).split("\0");
  return [before, status === 0 ? message : h("span", { lang: "en" }, message), after];
}

function show(words) {
  byId("state").hidden = words.length === 0;
  byId("state").replaceChildren(...words);
}
