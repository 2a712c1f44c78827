// The service over HTTP: every failure becomes one kind of error, with the service's own reason.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { current, header, renewed } from "./key.js";
import { fine } from "./state.js";

const TRIES = 60;
const LONGEST_WAIT = 60; // seconds

/** A request that failed. `message` says why, in the service's English; where nobody answered, `status` is 0 and it is
 * in the page's language. */
export class Problem extends Error {
  constructor(status, detail, retryAfter = 0) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export async function ask(body) {
  return (await post("/v1/ask", body)).json();
}

export async function verify(citation) {
  return (await post("/v1/verify", citation)).json();
}

/** Every document, oldest first: page by page, each as it was last seen; and whether whoever asks may change them. */
export async function documents() {
  const found = new Map();
  let writable = false;
  for (let after = ""; after !== null;) {
    const response = await send(`/v1/documents${after && `?after=${after}`}`);
    const page = await response.json();
    for (const each of page.documents) {
      found.delete(each.id); // one that was updated meanwhile comes again
      found.set(each.id, each);
    }
    after = page.next;
    writable = response.headers.get("allow").includes("POST");
  }
  return { documents: [...found.values()], writable };
}

export async function record(id) {
  return (await send(address(id))).json();
}

/** A document's text, and the digest of exactly this text. */
export async function text(id) {
  const response = await send(`${address(id)}/text`, { cache: "no-cache" });
  const whole = new TextDecoder("utf-8", { ignoreBOM: true }); // else a byte order mark would be missing from the count
  const [, sha256] = /^(?:W\/)?"(.*)"$/.exec(response.headers.get("etag")); // a proxy that packs the text says W/
  return { text: whole.decode(await response.arrayBuffer()), sha256 };
}

/** Where a document's headings and pages are. */
export async function outline(id) {
  return (await send(address(id, "outlines"))).json();
}

/** A page of a document's file: the address of its image, which is to be given back. */
export async function pageImage(id, page) {
  return URL.createObjectURL(await (await send(`${address(id)}/pages/${page}.png`)).blob());
}

/** Let the browser save a document's file under its name. */
export async function saveOriginal(id, name) {
  const source = URL.createObjectURL(await (await send(`${address(id)}/original`)).blob());
  h("a", { href: source, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(source), 60_000); // long after the browser has begun
}

export async function remove(id) {
  await send(address(id), { method: "DELETE" });
}

/** Send a file; `sent` is told the share that has gone, from 0 to 1. */
export async function add(file, sent) {
  for (;;) {
    const key = current();
    const request = await transmitted(file, sent, key);
    if (request.status < 300) {
      fine();
      return request.response;
    }
    if (request.status !== 401) throw problem(request, request.response, request.getResponseHeader("retry-after"));
    if (!(await renewed(key))) throw new Problem(0, t("key_needed"));
  }
}

function transmitted(file, sent, key) {
  const form = new FormData();
  form.append("file", file);
  const request = new XMLHttpRequest(); // fetch does not say how much has gone
  request.open("POST", "/v1/documents");
  for (const [name, value] of Object.entries(header(key))) request.setRequestHeader(name, value);
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => sent(event.total ? event.loaded / event.total : 1));
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Problem(0, t("unreachable"))));
    request.send(form);
  });
}

/** Call again while the service asks for that; `waiting` is told the problem each time. */
export async function patiently(call, waiting) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (problem) {
      const { status, retryAfter } = problem;
      if (![429, 503].includes(status) || !retryAfter || retryAfter > LONGEST_WAIT || tries === TRIES) throw problem;
      waiting(problem);
      await new Promise((resolve) => setTimeout(resolve, 500 * retryAfter));
    }
  }
}

const address = (id, what = "documents") => `/v1/${what}/${encodeURIComponent(id)}`;

function post(path, body) {
  return send(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

async function send(path, options = {}) {
  for (;;) {
    const key = current();
    let response;
    try {
      response = await fetch(path, { ...options, headers: { ...options.headers, ...header(key) } });
    } catch {
      throw new Problem(0, t("unreachable"));
    }
    if (response.ok) {
      fine();
      return response;
    }
    if (response.status !== 401)
      throw problem(response, await response.json().catch(() => null), response.headers.get("retry-after"));
    if (!(await renewed(key))) throw new Problem(0, t("key_needed"));
  }
}

const problem = ({ status, statusText }, said, retryAfter) =>
  new Problem(status, said?.detail ?? (statusText || String(status)), Number(retryAfter));
