// Offsets are Unicode code points; JavaScript counts UTF-16 units, of which an emoji has two.

const PAIRED = /[\ud800-\udbff]/;

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

/** An index near `unit` at which a text may be cut: never inside a pair, nor before a sign that sits on a letter. */
export function seam(text, unit) {
  let at = unit;
  while (at > 0 && at < text.length && /^[\p{M}\u{200d}\udc00-\udfff]/u.test(text.slice(at, at + 1))) at -= 1;
  return at;
}
