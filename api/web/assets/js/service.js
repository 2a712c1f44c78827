// The service over HTTP: every failure becomes one kind of error, with the service's own reason.
import { t } from "./i18n.js";
import { fine } from "./state.js";

const TRIES = 60;

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

/** Every document, oldest first: page by page, each as it was last seen. */
export async function documents() {
  const found = new Map();
  for (let after = ""; after !== null;) {
    const page = await (await send(`/v1/documents${after && `?after=${after}`}`)).json();
    for (const each of page.documents) {
      found.delete(each.id); // one that was updated meanwhile comes again
      found.set(each.id, each);
    }
    after = page.next;
  }
  return [...found.values()];
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

export async function remove(id) {
  await send(address(id), { method: "DELETE" });
}

/** Send a file; `sent` is told the share that has gone, from 0 to 1. */
export function add(file, sent) {
  const form = new FormData();
  form.append("file", file);
  const request = new XMLHttpRequest(); // fetch does not say how much has gone
  request.open("POST", "/v1/documents");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => sent(event.total ? event.loaded / event.total : 1));
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => {
      if (request.status < 300) {
        fine();
        resolve(request.response);
      } else reject(problem(request, request.response, request.getResponseHeader("retry-after")));
    });
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
      if (problem.status !== 503 || !problem.retryAfter || tries === TRIES) throw problem;
      waiting(problem);
      await new Promise((resolve) => setTimeout(resolve, 500 * problem.retryAfter));
    }
  }
}

const address = (id, what = "documents") => `/v1/${what}/${encodeURIComponent(id)}`;

function post(path, body) {
  return send(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

async function send(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Problem(0, t("unreachable"));
  }
  if (!response.ok)
    throw problem(response, await response.json().catch(() => null), response.headers.get("retry-after"));
  fine();
  return response;
}

const problem = ({ status, statusText }, said, retryAfter) =>
  new Problem(status, said?.detail ?? (statusText || String(status)), Number(retryAfter));
