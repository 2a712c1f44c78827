// How the service is, said below the field: not yet ready, or not able to.
import { byId, h } from "./dom.js";
import { t } from "./i18n.js";

/** Say that the service is not ready, and its reason; null: it is. */
export function wait(reason) {
  const state = byId("state");
  state.hidden = reason === null;
  state.replaceChildren(...(reason === null ? [] : unready(reason)));
}

/** That the service is not ready yet, in words. */
export const unready = (reason) => [t("preparing"), " ", h("small", { lang: "en" }, reason)];

export function fail(reason) {
  byId("state").hidden = false;
  byId("state").textContent = t("failed", { reason });
}
