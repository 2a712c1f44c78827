// Reading a document: its whole text, at the quote that a link names.
import { h } from "./dom.js";
import { count, t, tongue } from "./i18n.js";
import { lines } from "./lines.js";
import { original } from "./original.js";
import { fill, widen } from "./pane.js";
import { dateOf } from "./passage.js";
import { place } from "./placing.js";
import { outline, record, text, verify } from "./service.js";
import { say } from "./said.js";
import { because } from "./state.js";
import { units } from "./points.js";

let latest = null;

/** Open the document that a link (see link.js) names. */
export async function open(link) {
  latest = link;
  fill(t("document"), null, h("p", { class: "note" }, t("opening")));
  try {
    const [document, read, shape] = await Promise.all([record(link.id), text(link.id), outline(link.id)]);
    const placed = link.quote && (await place(link, read.text, read.sha256));
    const regions = placed?.range && shape.original?.pages ? await lit(link, read, placed.range) : placed && [];
    if (latest === link) show(document, { text: read.text, shape, regions }, link, placed);
  } catch (problem) {
    if (latest !== link) return;
    const reason = problem.status === 404 ? t("document_gone") : because("failed", problem);
    const said = notice(reason, link);
    fill(t("document"), null, said);
    say(said.firstElementChild.textContent);
  }
}

/** Do not show what is still being fetched: something else is wanted now. */
export function abandon() {
  latest = null;
}

function show(document, read, link, placed) {
  const verdict = placed?.verdict ?? "found";
  const body = lines(read.text, placed?.range ?? null, verdict === "changed" ? "other" : "quote", read.shape);
  const region = h(
    "div",
    { class: "text", tabindex: "0", role: "region", "aria-label": t("document"), lang: document.language },
    body,
  );
  const views = h("div", { class: "views" }, region);
  const changed = verdict === "found" ? null : notice(t(`cited_${verdict}`), link, placed.range && verdict === "moved");
  const first = body.querySelector("mark");
  const back = first && h("button", { type: "button", class: "quiet back", onclick: () => to(first) }, t("to_quote"));
  const pages = read.shape.original && toggle(document, read, placed, views);
  const head = h("div", { class: "about" }, about(document), h("div", { class: "acts" }, pages, back));
  fill(document.title, document.language, head, changed, views);
  if (changed) say(changed.textContent);
  if (first) to(first);
}

/** Where the marked words stand on the pages of the document's file. */
async function lit({ id }, { text, sha256 }, [from, to]) {
  const [start, end] = [text.slice(0, from), text.slice(0, to)].map((part) => [...part].length);
  const quote = { text: text.slice(from, to), start, end };
  const unknown = () => ({ regions: [] }); // as of a quote that is longer than what is looked for
  return (await verify({ document: { id, sha256 }, quote }).catch(unknown)).regions;
}

/** The button that shows the document's file beside its text, or hides it. */
function toggle(document, { text, shape, regions }, placed, views) {
  const begun = placed?.range ? shape.pages.filter(({ start }) => units(text, [start])[0] <= placed.range[0]) : [];
  let view = null;
  let shown = null;
  const press = () => {
    if (shown) shown.remove();
    else views.append((view ??= original(document.id, shape.original, regions, begun.at(-1)?.number ?? 1)));
    shown = shown ? null : view;
    const pages = shown !== null && shape.original.pages > 0;
    views.classList.toggle("both", pages);
    widen({ wide: pages });
    button.setAttribute("aria-pressed", String(shown !== null));
  };
  const attributes = { type: "button", class: "quiet", "aria-pressed": "false", onclick: press };
  const button = h("button", attributes, t("original"));
  return button;
}

function about(document) {
  const { language, paragraphs, source } = document;
  const parts = [
    dateOf(document),
    language && h("span", {}, tongue(language)),
    h("span", {}, count("paragraphs", paragraphs)),
    /^https?:\/\//i.test(source) && h("a", { href: source, rel: "noopener noreferrer", target: "_blank" }, t("source")),
  ];
  return h(
    "p",
    { class: "source" },
    parts.filter(Boolean).flatMap((part) => [part, " "]),
  );
}

/** What is wrong, with the words that the link quotes, which are then not marked below. */
function notice(reason, { quote }, marked = false) {
  const quoted =
    quote?.text && !marked
      ? [h("p", { class: "label" }, t("quoted")), h("blockquote", { dir: "auto" }, quote.text)]
      : [];
  return h("div", { class: "note warning" }, h("p", {}, reason), quoted);
}

function to(mark) {
  const fits = mark.offsetHeight < 0.7 * Math.min(mark.closest(".text").clientHeight, innerHeight);
  mark.scrollIntoView({ block: fits ? "center" : "start" });
}
