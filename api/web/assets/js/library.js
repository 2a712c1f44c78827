// The library: its documents, each to be read or removed, and the place where files are added.
import { byId, h } from "./dom.js";
import { count, date, t, tongue } from "./i18n.js";
import { toDocument } from "./link.js";
import { fill } from "./pane.js";
import { confirmed } from "./confirming.js";
import { documents, patiently, remove } from "./service.js";
import { say } from "./said.js";
import { because, fail, wait } from "./state.js";
import { dropZone, watchDrops } from "./uploads.js";

const writable = byId("page").dataset.writable === "true";
const MANY = 12; // documents from which on a field helps to find one
const MOST = 200; // documents that are shown at once
const trouble = h("p", { class: "note problem", hidden: true }); // what came of removing, where it failed
let drawn = null; // what draws the list that the pane shows
const listeners = new Set();
let held = null; // until the service has said it

/** Have `listener` told what the library holds (newest first), now and whenever it may have changed. */
export async function watchLibrary(listener) {
  listeners.add(listener);
  if (writable) watchDrops(refresh);
  await refresh();
}

async function refresh() {
  try {
    held = (await patiently(documents, wait)).toReversed();
    for (const listener of listeners) listener(held);
  } catch (problem) {
    fail(problem);
  }
}

/** Show the library in the pane. */
export function openLibrary() {
  const list = h("ul", { class: "documents" });
  const total = h("p", { class: "label", role: "status" });
  const field = h("input", { type: "search", "aria-label": t("find"), placeholder: t("find"), oninput: () => draw() });
  const draw = () => {
    if (held === null) return;
    field.hidden = held.length <= MANY;
    const wanted = field.hidden ? "" : field.value.trim().toLocaleLowerCase();
    const found = held.filter(({ title }) => title.toLocaleLowerCase().includes(wanted));
    const shown = found.slice(0, MOST);
    list.replaceChildren(...shown.map(row));
    total.textContent =
      shown.length === held.length
        ? count("documents", held.length)
        : t("shown", { shown: shown.length, total: held.length });
  };
  listeners.delete(drawn);
  listeners.add((drawn = draw));
  draw();
  refresh();
  trouble.hidden = true;
  const zone = writable ? dropZone(refresh) : null;
  fill(t("library"), null, h("div", { class: "library" }, zone, total, field, trouble, list));
}

function row(document) {
  const { id, title, language, collection, published, paragraphs } = document;
  const parts = [
    published && h("time", { datetime: published }, date(published)),
    language && h("span", {}, tongue(language)),
    collection !== "default" && h("span", { dir: "auto" }, collection),
    h("span", {}, count("paragraphs", paragraphs)),
  ];
  return h(
    "li",
    {},
    h(
      "div",
      {},
      h("a", { href: toDocument(id), lang: language, dir: "auto" }, title),
      h(
        "p",
        { class: "source" },
        parts.filter(Boolean).flatMap((part) => [part, " "]),
      ),
    ),
    writable &&
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": t("remove_this", { title }),
          onclick: () => removed(document),
        },
        t("remove"),
      ),
  );
}

async function removed({ id, title }) {
  if (!(await confirmed(t("remove_really", { title }), t("remove_means"), t("remove")))) return;
  const failure = await remove(id).then(
    () => null,
    (problem) => problem,
  );
  trouble.hidden = failure === null;
  trouble.replaceChildren(...(failure ? because("failed", failure) : []));
  say(failure ? trouble.textContent : t("removed", { title }));
  await refresh();
  byId("pane-title").focus(); // the button that had the focus is gone
  if (failure) trouble.scrollIntoView({ block: "nearest" });
}
