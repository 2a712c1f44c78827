// Asking before something is done that cannot be taken back, or that needs something first.
import { h } from "./dom.js";
import { t } from "./i18n.js";

/** Whether a person wants it: `what` is the question, `means` what will happen, `yes` what the button says. */
export const confirmed = (what, means, yes) => decided(what, means, h("button", { class: "danger", value: "yes" }, yes));

/** Whether a person takes the button `yes` of a dialog, which has `more` between its words and its buttons. */
export function decided(what, means, yes, ...more) {
  // First, and so focused where nothing else asks for it: it does no harm. Enter in a field means the other button.
  const cancel = h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, t("cancel"));
  const dialog = h(
    "dialog",
    { "aria-labelledby": "confirm-what", "aria-describedby": "confirm-means" },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "confirm-what" }, what),
      h("p", { id: "confirm-means" }, means),
      more,
      h("div", { class: "choices" }, cancel, yes),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
