// The pane beside the conversation (over it on a phone): one thing at a time, a document or the library.
import { byId, h } from "./dom.js";
import { t } from "./i18n.js";
import { leave } from "./trail.js";

const narrow = matchMedia("(max-width: 59.99rem)");
let opener = null;

/** Show these nodes under a title. The focus goes to the title, so that keyboard and screen reader follow. */
export function fill(title, language, ...nodes) {
  const pane = byId("pane");
  if (!pane.contains(document.activeElement)) opener = document.activeElement;
  const heading = h("h2", { id: "pane-title", tabindex: "-1", lang: language, dir: "auto", title }, title);
  const button = h(
    "button",
    { type: "button", class: "close", "aria-label": t("close"), title: t("close"), onclick: close },
    "×",
  );
  pane.replaceChildren(h("header", {}, heading, button), ...nodes.filter(Boolean));
  pane.hidden = false;
  widen({ beside: true, wide: false });
  cover();
  heading.focus({ preventScroll: true });
}

export function empty() {
  const pane = byId("pane");
  if (pane.hidden) return;
  pane.hidden = true;
  pane.replaceChildren();
  widen({ beside: false, wide: false });
  cover();
  opener?.focus();
  opener = null;
}

/**
 * Give the pane its width: `beside` the conversation, and `wide`. What is read in the conversation stays where it is,
 * though its column is narrower or wider then.
 */
export function widen(widths) {
  const turn = opener?.closest("article.turn") ?? reading();
  const before = turn?.getBoundingClientRect().top;
  for (const [name, on] of Object.entries(widths)) document.body.classList.toggle(name, on);
  if (turn) scrollBy({ top: turn.getBoundingClientRect().top - before, behavior: "instant" });
}

/** The last turn that begins in the upper half of the window or above it. */
function reading() {
  const turns = [...document.querySelectorAll("article.turn")];
  return turns.findLast((turn) => turn.getBoundingClientRect().top < innerHeight / 2);
}

export function watchPane() {
  narrow.addEventListener("change", cover);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || byId("pane").hidden) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.target.type === "search" && event.target.value) clear(event.target);
    else close();
  });
}

/** Close. The address says what is open, so it changes as well. */
function close() {
  empty();
  leave();
}

function clear(field) {
  field.value = "";
  field.dispatchEvent(new Event("input"));
}

/** Where the pane lies over the page, nobody should come upon the page behind it. */
function cover() {
  byId("page").inert = narrow.matches && !byId("pane").hidden;
}
