// A citation written as others take it: as text, Markdown, BibTeX, CSL-JSON, or a link.
import { t, date } from "./i18n.js";
import { absolute, toCitation } from "./link.js";

/** The ways, by the names that the dictionaries know them by (`copy_...`). */
export const WAYS = {
  quote: (citation) => `“${flat(citation)}” — ${[...source(citation)].join(", ")}. ${link(citation)}`,
  markdown: (citation) => {
    const [title, ...rest] = [...source(citation)].map(md);
    return `> ${md(flat(citation))}\n>\n> — ${[`[${title}](${link(citation)})`, ...rest].join(", ")}\n`;
  },
  bibtex: (citation) => bibtex(citation),
  csl: (citation) => `${JSON.stringify([csl(citation)], null, 2)}\n`,
  link: (citation) => link(citation),
};

export const link = (citation) =>
  absolute(toCitation(citation)).replace(/[()']/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

/** Title, date, page and paragraph, in words. */
function* source({ document, page, paragraph }) {
  yield document.title;
  if (document.published) yield date(document.published);
  if (page !== null) yield t("page", { number: page });
  yield t("paragraph", { number: paragraph });
}

/** The quote in one line. */
const flat = ({ quote }) => quote.text.replace(/\s+/g, " ").trim();

/** A key of its own for each quote, in the letters that every BibTeX takes. */
function key({ document: { id, published, sha256 }, quote }) {
  const plain = id.normalize("NFKD").replace(/[^A-Za-z0-9-]+/g, "");
  const name = /[A-Za-z]/.test(plain) ? plain.slice(0, 40) : "document";
  return `${name}${published?.slice(0, 4) ?? ""}-${sha256.slice(0, 6)}-${quote.start}`;
}

const address = (citation) =>
  /^https?:\/\//i.test(citation.document.source) ? citation.document.source : link(citation);

/** `[2025, 10, 24]`, as far as the document's date goes. */
const issued = (published) => /^\d{4}(-\d{2}){0,2}/.exec(published)?.[0].split("-").map(Number) ?? [];

function bibtex(citation) {
  const { document, page, paragraph, quote } = citation;
  const [year, month] = issued(document.published ?? "");
  const fields = {
    title: `{${tex(document.title)}}`,
    year,
    month,
    pages: page,
    url: address(citation),
    language: document.language,
  };
  fields.note = `Paragraph ${paragraph}: “${tex(flat({ quote }))}”`;
  const lines = Object.entries(fields)
    .filter(([, value]) => value)
    .map(([name, value]) => `  ${name} = {${value}},`);
  return `@misc{${key(citation)},\n${lines.join("\n")}\n}\n`;
}

function csl(citation) {
  const { document, page, paragraph, quote } = citation;
  const parts = issued(document.published ?? "");
  return {
    id: key(citation),
    type: "document",
    title: document.title,
    ...(parts.length && { issued: { "date-parts": [parts] } }),
    ...(document.language && { language: document.language }),
    ...(page !== null && { page: String(page) }),
    URL: address(citation),
    note: `Paragraph ${paragraph}: “${flat({ quote })}”`,
  };
}

const md = (text) => text.replace(/[\\`*_[\]<>#|]/g, "\\$&");
const SIGNS = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "{": "\\textbraceleft{}", // a \{ would still be counted as a brace that opens
  "}": "\\textbraceright{}",
};
const tex = (text) => text.replace(/[\\~^&%$#_{}]/g, (sign) => SIGNS[sign] ?? `\\${sign}`);
