// A found paragraph with its quote marked, its number, and where it stands.
import { h } from "./dom.js";
import { t, date } from "./i18n.js";
import { toCitation, toDocument } from "./link.js";
import { seam, units } from "./points.js";
import { copyMenu } from "./copying.js";

const BEFORE = 100; // UTF-16 units that are shown before the quote at first
const AFTER = 280; // and after it
const CELLS = " | "; // between the cells of a row

/** `marked`: whether the quote is an answer, and so highlighted; `span`: its words that are the answer itself. */
export function passage(found, { marked, span = null }) {
  const { citation } = found;
  const link = toCitation(citation);
  return h(
    "div",
    { class: marked ? "passage" : "passage near" },
    h("blockquote", { lang: citation.document.language, dir: "auto" }, words(found, link, span)),
    h("div", { class: "under" }, source(citation, link), copyMenu(citation)),
  );
}

/** The numbered mark that opens the document at the quote. */
export function mark(citation, link) {
  const name = t("citation", { number: citation.number, title: citation.document.title });
  return h("a", { class: "mark", href: link, "aria-label": name }, String(citation.number));
}

/** The quote in its paragraph, after what it needs to keep its sense: its question, lead-in or table head. */
function words({ text, citation }, link, span) {
  const { quote, start } = citation;
  const [from, to] = units(text, [quote.start - start, quote.end - start]);
  const seen = text.includes(CELLS) ? (part) => part.replace(/\n{2,}/g, "\n") : (part) => part; // rows stand together
  const cut = from > 1.5 * BEFORE ? seam(text, space(text, from - BEFORE)) : 0;
  const end = text.length - to > 1.5 * AFTER ? seam(text, space(text, to + AFTER)) : text.length;
  const outside = quote.context.filter((each) => each.end <= start).map(introduction);
  const hidden = quote.context.filter((each) => each.start >= start && units(text, [each.end - start])[0] <= cut);
  const instead = hidden.map(introduction); // until the paragraph's own beginning is shown
  return [
    outside,
    instead,
    h(
      "p",
      {},
      cut > 0 && more(seen(text.slice(0, cut)), () => instead.forEach((each) => each.remove())),
      seen(text.slice(cut, from)),
      h("mark", {}, ...quoted(quote, span)),
      h("sup", {}, mark(citation, link)),
      seen(text.slice(to, end)),
      end < text.length && more(seen(text.slice(end))),
    ),
  ];
}

const introduction = ({ text }) => h("p", { class: "context" }, text);

/** The quote, with the words that are the answer itself made to stand out. */
function quoted({ text, start }, span) {
  if (span === null || (span.start === start && span.text === text)) return [text];
  const [from, to] = units(text, [span.start - start, span.end - start]);
  return [text.slice(0, from), h("strong", {}, text.slice(from, to)), text.slice(to)];
}

/** The button in the place of text that is not shown at first; `shown` is called when it is. */
function more(hidden, shown = () => {}) {
  const press = () => {
    button.replaceWith(hidden);
    shown();
  };
  const attributes = { type: "button", class: "more", "aria-label": t("more"), title: t("more"), onclick: press };
  const button = h("button", attributes, "…");
  return button;
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
    citation.quote.cells && h("span", {}, t("cells", { range: citation.quote.cells })),
    citation.unsure && h("span", { class: "unsure" }, t("unsure_page")),
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
    editions(citation),
  );
}

/** Which other documents say the same, such as earlier editions. */
function editions({ also_in: all, also_in_documents: named }) {
  if (!named.length) return null;
  const documents = named.map(({ id, title, language, published }) => {
    const link = h("a", { href: toDocument(id), lang: language, dir: "auto" }, title);
    return h("span", {}, link, published ? ` (${date(published)})` : "");
  });
  if (all.length > named.length) documents.push(h("span", {}, `+ ${all.length - named.length}`));
  return h(
    "div",
    { class: "source" },
    `${t("also_in")} `,
    documents.flatMap((each) => [each, " "]),
  );
}
