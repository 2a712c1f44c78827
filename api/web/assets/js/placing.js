// Where does a link's quote stand in the document as it is now? Wrong words are never taken for it.
import { units } from "./points.js";
import { verify } from "./service.js";

/**
 * `{verdict, range}`: `range` is `[from, to]` in UTF-16 units, or null where nothing is to be marked. The verdict:
 * `found`; of a document that has changed `moved`, `changed` (other words stand there), `gone`, or `unknown` (the link
 * does not quote its words); `damaged` where the document is the same, and yet the link is wrong.
 */
export async function place(link, text, sha256) {
  const { quote } = link;
  const range = slice(text, quote.start, quote.end);
  const fits = range !== null && [null, text.slice(...range)].includes(quote.text);
  if (link.sha256 === sha256) return fits ? { verdict: "found", range } : { verdict: "damaged", range: null };
  if (link.sha256 === null) return { verdict: "damaged", range: null };
  if (quote.text === null || !(quote.start < quote.end)) return { verdict: "unknown", range: null };
  return looked(link, text);
}

async function looked({ id, sha256, quote }, text) {
  const found = await verify({ document: { id, sha256 }, quote });
  const range = slice(text, found.start, found.end);
  if (range === null || text.slice(...range) !== found.text) return { verdict: "gone", range: null };
  return { verdict: found.status === "found" ? "moved" : found.status, range };
}

function slice(text, start, end) {
  if (start === null || end === null || start >= end) return null;
  const range = units(text, [start, end]);
  return range.includes(null) ? null : range;
}
