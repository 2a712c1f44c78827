// A found paragraph with its quote marked, its number, and where it stands.
import { h } from "./dom.js";
import { t, date } from "./i18n.js";
import { toCitation } from "./link.js";
import { seam, units } from "./points.js";
import { copyMenu } from "./copying.js";

const AROUND = 280; // UTF-16 units that are shown on each side of the quote at first

/** `marked`: whether the quote is an answer, and so highlighted; `span`: its words that are the answer itself. */
export function passage(found, { marked, span = null }) {
  const { citation } = found;
  const link = toCitation(citation);
  return h(
    "div",
    { class: marked ? "passage" : "passage near" },
    h("blockquote", { lang: citation.document.language, dir: "auto" }, ...introductions(citation), paragraph(found, link, span)),
    h("div", { class: "under" }, source(citation, link), copyMenu(citation)),
  );
}

/** The numbered mark that opens the document at the quote. */
export function mark(citation, link) {
  const name = t("citation", { number: citation.number, title: citation.document.title });
  return h("a", { class: "mark", href: link, "aria-label": name }, String(citation.number));
}

/** What the quote needs to keep its sense and stands outside of its paragraph: its question, lead-in or table head. */
function introductions({ quote, start }) {
  const outside = quote.context.filter((each) => each.end <= start);
  return outside.map((each) => h("p", { class: "context" }, each.text));
}

function paragraph({ text, citation }, link, span) {
  const { quote, start } = citation;
  const [from, to] = units(text, [quote.start - start, quote.end - start]);
  const before = shortened(text.slice(0, from), -1);
  const after = shortened(text.slice(to), 1);
  return h("p", {}, before, h("mark", {}, ...quoted(quote, span)), h("sup", {}, mark(citation, link)), after);
}

/** The quote, with the words that are the answer itself made to stand out. */
function quoted({ text, start }, span) {
  if (span === null || (span.start === start && span.text === text)) return [text];
  const [from, to] = units(text, [span.start - start, span.end - start]);
  return [text.slice(0, from), h("strong", {}, text.slice(from, to)), text.slice(to)];
}

/** The text, or its part that is next to the quote (`side` -1: before it) and a button for the rest. */
function shortened(text, side) {
  if (text.length <= AROUND * 1.5) return text;
  const at = seam(text, space(text, side < 0 ? text.length - AROUND : AROUND));
  const [hidden, shown] = side < 0 ? [text.slice(0, at), text.slice(at)] : [text.slice(at), text.slice(0, at)];
  const button = h(
    "button",
    {
      type: "button",
      class: "more",
      "aria-label": t("more"),
      title: t("more"),
      onclick: () => button.replaceWith(hidden),
    },
    "…",
  );
  return side < 0 ? [button, shown] : [shown, button];
}

/** The nearest space after `at` if there is one near: Thai and its neighbours have few. */
function space(text, at) {
  const found = text.indexOf(" ", at);
  return found >= 0 && found < at + 30 ? found : at;
}

/** When the document was published, or that it does not say. */
export function dateOf({ published }) {
  return published ? h("time", { datetime: published }, date(published)) : h("span", {}, t("undated"));
}

function source(citation, link) {
  const { document, headings, page, paragraph } = citation;
  const path = headings[0] === document.title ? headings.slice(1) : headings;
  const parts = [
    dateOf(document),
    path.length > 0 && h("span", { lang: document.language }, path.join(" › ")),
    page !== null && h("span", {}, t("page", { number: page })),
    h("span", {}, t("paragraph", { number: paragraph })),
  ];
  const title = h("a", { class: "title", href: link, lang: document.language, dir: "auto" }, document.title);
  return h(
    "div",
    {},
    title,
    h(
      "p",
      { class: "source" },
      parts.filter(Boolean).flatMap((part) => [part, " "]),
    ),
  );
}
