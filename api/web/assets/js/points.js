// Offsets are Unicode code points; JavaScript counts UTF-16 units, of which an emoji has two.

const PAIRED = /[\ud800-\udbff]/;
const signs = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The UTF-16 index of each code point in `points` (ascending); null for one beyond the end of the text. */
export function units(text, points) {
  if (!PAIRED.test(text)) return points.map((point) => (point <= text.length ? point : null));
  const found = [];
  let unit = 0;
  let passed = 0;
  for (const point of points) {
    while (passed < point && unit < text.length) {
      unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
      passed += 1;
    }
    found.push(passed === point ? unit : null);
  }
  return found;
}

/** An index near `unit` at which a text may be cut: never inside what is read as one sign. */
export const seam = (text, unit) => signs.segment(text).containing(unit)?.index ?? unit;
