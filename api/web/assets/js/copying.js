// The menu that copies a citation in one of the ways of citing.js.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { WAYS } from "./citing.js";
import { copy } from "./clipboard.js";
import { say } from "./said.js";

export function copyMenu(citation) {
  const summary = h("summary", { class: "quiet" }, t("copy"));
  const choices = Object.entries(WAYS).map(([name, write]) => {
    const choose = () => copied(menu, summary, t(`copy_${name}`), write(citation));
    return h("li", {}, h("button", { type: "button", "data-copy": name, onclick: choose }, t(`copy_${name}`)));
  });
  const menu = h("details", { class: "menu copy" }, summary, h("ul", {}, choices));
  return menu;
}

async function copied(menu, summary, what, text) {
  const done = (await copy(text)) ? t("copied", { what }) : t("not_copied");
  menu.open = false;
  summary.focus();
  summary.textContent = done;
  say(done);
  setTimeout(() => {
    summary.textContent = t("copy");
  }, 2500);
}
