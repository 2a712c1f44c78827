// A question box in a shadow root: asks the server that this script came from, shows the quotation that answers.

const script = document.currentScript;
const server = new URL(".", script.src);
const options = script.dataset;
const ATTEMPTS = 4;
const LONGEST_WAIT_SECONDS = 60;
const LIMIT_MS = 30_000;
const SLOW_MS = 300;

let language;
let asked = 0; // questions so far

const say = (key, value) => WORDS[language][KEYS.indexOf(key)].replace("{0}", () => value);
const warn = (text) => console.error(`Rujuk's question box: ${text}`);

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const note = (key, value) => element("p", { class: "note" }, say(key, value));

function languageOf(place) {
  const wanted = [options.lang, place.closest("[lang]")?.lang, ...navigator.languages];
  const known = wanted.map((tag) => tag?.toLowerCase().split("-")[0].replace(/^tl$/, "fil"));
  return known.find((tag) => Object.hasOwn(WORDS, tag)) ?? "en";
}

function source({ document: cited, page, quote }) {
  const id = encodeURIComponent(cited.id);
  const href = `${server}#doc=${id}&start=${quote.start}&end=${quote.end}&sha256=${cited.sha256}${options.key ? `&key=${options.key}` : ""}`;
  const title = element("bdi", { lang: cited.language }, cited.title);
  const tab = element("span", { class: "heard" }, " ", say("tab"));
  const line = element("p", { class: "source" }, element("a", { href, target: "_blank", rel: "noopener" }, title, tab));
  if (cited.published) line.append(" · ", element("time", { datetime: cited.published }, day(cited.published)));
  if (page) line.append(" · ", say("page", page));
  return line;
}

function day(published) {
  const date = new Date(published.slice(0, 10));
  if (published.length < 10 || isNaN(date)) return published; // a year or a month alone
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" }).format(date);
}

function paragraph({ text, citation }) {
  const characters = Array.from(text); // offsets count code points, not JavaScript's UTF-16 units
  const { start, end, quote } = citation;
  const cut = (from, to) => characters.slice(from - start, to - start).join("");
  const shown = { lang: citation.document.language, dir: "auto" };
  const quoted = element("mark", {}, cut(quote.start, quote.end));
  return element("p", shown, cut(start, quote.start), quoted, cut(quote.end, end));
}

function folded(key, passages) {
  if (!passages.length) return [];
  const items = passages.map((passage) => element("li", {}, paragraph(passage), source(passage.citation)));
  return [element("details", {}, element("summary", {}, say(key, items.length)), element("ol", {}, ...items))];
}

function answered({ answer, passages }) {
  const { citation } = passages.find((passage) => passage.citation.number === answer.citation);
  const quote = element("blockquote", { lang: citation.document.language, dir: "auto" }, answer.text);
  const others = passages.filter((passage) => passage.citation !== citation);
  return [[quote, source(citation)], folded("others", others)];
}

function refused({ refusal, passages }) {
  if (!passages.length) return [[element("p", { dir: "auto" }, refusal.reason)], []]; // who only greets is told how to ask
  const words = refusal.missing_terms.map((term) => `“${term}”`).join(", ");
  return [[note("silent"), words ? note("missing", words) : note("unsure")], folded("nearest", passages)];
}

async function problem(response) {
  if (response.status === 429 || response.status >= 500) return "later";
  const { detail, errors } = await response.json().catch(() => ({}));
  if (response.status === 413 || errors?.some(({ field }) => field === "question")) return "long";
  warn(`${server.origin} answers ${response.status}: ${detail}`);
  return "wrong";
}

async function unreadable() {
  const reaches = (mode) =>
    fetch(script.src, { mode, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" })
      .then(() => true, () => false);
  if (await reaches("cors")) return "later";
  if (await reaches("no-cors")) {
    warn(`${location.origin} is not among the RUJUK_EMBED_ORIGINS of ${server.origin}, so its pages get no answers.`);
    return "wrong";
  }
  warn(`${server.origin} cannot be reached, or this page's Content-Security-Policy has no connect-src for it.`);
  return "offline";
}

function post(question) {
  const named = (options.documents ?? "").split(",").map((id) => id.trim()).filter(Boolean);
  const documents = named.length ? named : undefined;
  return fetch(`${server}v1/ask`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(options.key && { Authorization: `Bearer ${options.key}` }) },
    body: JSON.stringify({ question, documents }),
    credentials: "omit",
    referrerPolicy: "no-referrer",
    signal: AbortSignal.timeout(LIMIT_MS),
  });
}

// `current()` is false once another question has been asked: then nobody waits for this one.
async function ask(question, current, show) {
  const tell = (...words) => show([note(...words)], []);
  let found;
  try {
    const response = await patiently(question, current, tell);
    if (!response) return;
    if (!response.ok) return tell(await problem(response));
    found = await response.json();
  } catch {
    return tell(await unreadable());
  }
  show(...(found.status === "answered" ? answered(found) : refused(found)));
}

// Come back when the server says, or a little later: others wait too.
async function patiently(question, current, tell) {
  for (let attempt = 1; ; attempt++) {
    const slow = setTimeout(tell, SLOW_MS, "wait");
    const response = await post(question).finally(() => clearTimeout(slow));
    const seconds = Number(response.headers.get("Retry-After"));
    const worth = [429, 503].includes(response.status) && seconds > 0 && seconds <= LONGEST_WAIT_SECONDS;
    if (!worth || attempt === ATTEMPTS) return response;
    tell("busy", seconds);
    await new Promise((resolve) => setTimeout(resolve, (seconds + Math.random()) * 1000));
    if (!current()) return;
  }
}

function box() {
  const label = element("label", { for: "question" }, say("label"));
  const placeholder = options.placeholder;
  const input = element("input", { id: "question", placeholder, autocomplete: "off", dir: "auto" });
  const form = element("form", {}, label, element("div", {}, input, element("button", {}, say("ask"))));
  const answer = element("div", { role: "status" });
  const rest = element("div", {});
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    const turn = ++asked;
    const current = () => turn === asked;
    ask(input.value.trim(), current, (said, more) => {
      if (!current()) return;
      answer.replaceChildren(...said);
      rest.replaceChildren(...more);
    });
  });
  for (const type of ["keydown", "keypress", "keyup"]) {
    // What is typed here is no shortcut of the page around.
    input.addEventListener(type, (event) => event.key?.length === 1 && event.stopPropagation());
  }
  const about = element("p", { class: "about" }, say("about"));
  const named = { lang: language, "aria-label": placeholder ?? say("label"), "data-theme": options.theme };
  return element("section", named, form, answer, rest, about);
}

function dress(root) {
  try {
    const sheet = new CSSStyleSheet(); // not held back by a style-src of the page, as an element would be
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(element("style", {}, STYLE)); // an older browser
  }
}

function mount() {
  const place = options.target ? document.getElementById(options.target) : script;
  if (!place) return warn(`no element has the id ${options.target}, which data-target names.`);
  if (!place.closest("body")) return warn("move the script into the body, or say where with data-target.");
  language = languageOf(place);
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" }); // so that testers and accessibility checkers see into it
  dress(root);
  root.append(box());
  if (place === script) script.after(host);
  else place.append(host);
}

if (options.target && document.readyState === "loading") document.addEventListener("DOMContentLoaded", mount);
else mount();
