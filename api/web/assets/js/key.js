// The key that a service may ask for. It is kept in this browser tab, and sent with every request.
import { decided } from "./confirming.js";
import { h } from "./dom.js";
import { t } from "./i18n.js";

const KEPT = "rujuk.key";
let key = restored();
let asking = null;

/** The key; null without one. */
export const current = () => key;

/** The header that carries a key. */
export const header = (sent) => (sent === null ? {} : { Authorization: `Bearer ${sent}` });

/** Whether there is another key than the one that was sent and refused; a person is asked for it, once at a time. */
export function renewed(sent) {
  if (key !== sent) return true;
  asking ??= asked().finally(() => (asking = null));
  return asking;
}

/** Take out of the address the key that a question box on another site has put there; one's own stays. */
export function takeFromAddress() {
  const [link, given] = location.hash.split("&key=");
  if (given === undefined) return;
  history.replaceState(history.state, "", link);
  if (key === null) keep(given);
}

async function asked() {
  const field = h("input", {
    type: "password",
    id: "key",
    autocomplete: "off",
    autofocus: true,
    required: true,
    pattern: "\\s*[!-~]+\\s*", // what a header can carry
  });
  const yes = h("button", { class: "strong", value: "yes" }, t("key_use"));
  const label = h("label", { for: "key", class: "label" }, t("key"));
  const means = [key !== null && h("span", { class: "problem" }, t("key_refused"), " "), t("key_means")];
  if (!(await decided(t("key_needed"), means, yes, h("div", { class: "field" }, label, field)))) return false;
  keep(field.value.trim());
  return true;
}

function keep(given) {
  key = given;
  try {
    sessionStorage.setItem(KEPT, key);
  } catch {
    // Not allowed: it is then asked for once more when the page is opened anew.
  }
}

function restored() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
