// A document's text as paragraphs and headings. All that is shown, put together, is exactly the text.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { units } from "./points.js";

const CHUNK = 60; // lines that the browser lays out, or leaves alone, together: documents may have megabytes
const BLANK = /\n[^\S\n]*\n/;

/**
 * The text in an element: `range` (UTF-16 units, or null) in <mark> elements of the class `marks`, the paragraph
 * around it of the class `lit`, and the outline's headings and pages (code points) where they are.
 */
export function lines(text, range, marks, outline) {
  const blank = BLANK.test(text); // else each line is a paragraph, and needs space around it
  const root = h("div", { class: blank ? "lines" : "lines spaced" });
  const [from, to] = range ?? [text.length, text.length];
  const [first, last] = range && blank ? widened(text, from, to) : [from, to];
  const [headings, pages] = [starts(text, outline.headings), starts(text, outline.pages)];
  let chunk = null;
  for (let start = 0, number = 0; start < text.length; number += 1) {
    if (number % CHUNK === 0) root.append((chunk = h("div", { class: "chunk" })));
    const stop = text.indexOf("\n", start) + 1 || text.length;
    const lit = start < last && stop > first;
    const line = text.slice(start, stop);
    const heading = within(headings, start, stop)?.level;
    const page = within(pages, start, stop)?.number;
    const attributes = {
      dir: "auto",
      class:
        [lit && "lit", heading && `heading level-${Math.min(heading, 4)}`, line.trim() ? null : "blank"]
          .filter(Boolean)
          .join(" ") || null,
      role: heading && "heading",
      "aria-level": heading && Math.min(heading + 2, 6),
      "data-page": page && t("page", { number: page }),
    };
    chunk.append(h("p", attributes, lit ? pieces(text, start, stop, from, to, marks) : line));
    start = stop;
  }
  return root;
}

/** What begins where, in order, the next one last. */
function starts(text, parts) {
  const found = units(
    text,
    parts.map((part) => part.start),
  );
  return parts.map((part, index) => [found[index], part]).reverse();
}

/** The one that begins in the line, taken off the list: lines are gone through in order. */
function within(list, start, stop) {
  while (list.length && list.at(-1)[0] < start) list.pop();
  return list.length && list.at(-1)[0] < stop ? list.pop()[1] : null;
}

/** From blank line to blank line. */
function widened(text, from, to) {
  const before = [...text.slice(0, from).matchAll(new RegExp(BLANK, "g"))].at(-1);
  const stop = text.slice(to).search(BLANK);
  return [before ? before.index + before[0].length : 0, stop < 0 ? text.length : to + stop];
}

function pieces(text, start, stop, from, to, marks) {
  const [left, right] = [Math.min(Math.max(start, from), stop), Math.max(Math.min(stop, to), start)];
  if (left >= right) return text.slice(start, stop);
  return [
    text.slice(start, left),
    h("mark", { class: marks }, text.slice(left, right)),
    text.slice(right, stop),
  ].filter(Boolean);
}
