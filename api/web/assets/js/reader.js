// Reading a document: its whole text, at the quote that a link names.
import { h } from "./dom.js";
import { count, date, t, tongue } from "./i18n.js";
import { lines } from "./lines.js";
import { fill } from "./pane.js";
import { place } from "./placing.js";
import { outline, record, text } from "./service.js";
import { say } from "./said.js";
import { because } from "./state.js";

let latest = null;

/** Open the document that a link (see link.js) names. */
export async function open(link) {
  latest = link;
  fill(t("document"), null, h("p", { class: "note" }, t("opening")));
  try {
    const [document, read, shape] = await Promise.all([record(link.id), text(link.id), outline(link.id)]);
    const placed = link.quote && (await place(link, read.text, read.sha256));
    if (latest === link) show(document, { text: read.text, shape }, link, placed);
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
  const changed = verdict === "found" ? null : notice(t(`cited_${verdict}`), link, placed.range && verdict === "moved");
  const first = body.querySelector("mark");
  const back = first && h("button", { type: "button", class: "quiet", onclick: () => to(first) }, t("to_quote"));
  fill(document.title, document.language, h("div", { class: "about" }, about(document), back), changed, region);
  if (changed) say(changed.textContent);
  if (first) to(first);
}

function about({ published, language, paragraphs, source }) {
  const parts = [
    published && h("time", { datetime: published }, date(published)),
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
