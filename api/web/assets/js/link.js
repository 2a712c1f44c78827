// Links to a quote: which document, which code points of it, and of which version. Whoever opens one sees the quote.

/** The fragment for a citation. What follows `sha256` finds the quote again when the document has changed. */
export function toCitation({ document: { id, sha256 }, quote }) {
  const { start, end, text, prefix, suffix } = quote;
  return fragment({ doc: id, start, end, sha256, quote: text, prefix, suffix });
}

/** The fragment for a whole document. */
export const toDocument = (id) => fragment({ doc: id });

/** What a fragment says: `{id, sha256, quote: {start, end, text, prefix, suffix} | null}`, or null if it is no link. */
export function read(hash) {
  if (!hash.startsWith("#doc=")) return null;
  const said = new Map(
    hash
      .slice(1)
      .split("&")
      .map((part) => pair(part)),
  );
  const [start, end] = ["start", "end"].map((name) =>
    /^\d{1,15}$/.test(said.get(name)) ? Number(said.get(name)) : null,
  );
  const quoted = said.has("start") || said.has("end");
  return {
    id: said.get("doc"),
    sha256: said.get("sha256") ?? null,
    quote: quoted
      ? {
          start,
          end,
          text: said.get("quote") || null,
          prefix: said.get("prefix") ?? "",
          suffix: said.get("suffix") ?? "",
        }
      : null,
  };
}

/** The whole address, to be given to others. */
export const absolute = (hash) => `${location.origin}/${hash}`;

function fragment(parts) {
  const said = Object.entries(parts).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `#${said.join("&")}`;
}

function pair(part) {
  const cut = part.indexOf("=");
  const [name, value] = cut < 0 ? [part, ""] : [part.slice(0, cut), part.slice(cut + 1)];
  try {
    return [name, decodeURIComponent(value)];
  } catch {
    return [name, value]; // a stray % that somebody typed
  }
}
