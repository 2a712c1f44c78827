// Asking before something is done that cannot be taken back.
import { h } from "./dom.js";
import { t } from "./i18n.js";

/** Whether a person wants it: `what` is the question, `means` what will happen, `yes` what the button says. */
export function confirmed(what, means, yes) {
  const cancel = h("button", { class: "quiet", value: "" }, t("cancel")); // first, and so focused: it does no harm
  const dialog = h(
    "dialog",
    { "aria-labelledby": "confirm-what", "aria-describedby": "confirm-means" },
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "confirm-what" }, what),
      h("p", { id: "confirm-means" }, means),
      h("div", { class: "choices" }, cancel, h("button", { class: "danger", value: "yes" }, yes)),
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
