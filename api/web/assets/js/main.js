// The page: the address says what is open beside the conversation, and everything else follows.
import { byId, h } from "./dom.js";
import { pose, watchAsking } from "./asking.js";
import { takeFromAddress } from "./key.js";
import { t } from "./i18n.js";
import { toDocument, read } from "./link.js";
import { openLibrary, watchLibrary } from "./library.js";
import { watchMenus } from "./menus.js";
import { empty, watchPane } from "./pane.js";
import { abandon, open } from "./reader.js";
import { arrive } from "./trail.js";

const SHOWN = 5; // titles that are offered where there are no example questions

function route() {
  takeFromAddress();
  arrive();
  const link = read(location.hash);
  for (const mark of document.querySelectorAll("a.mark")) {
    if (mark.getAttribute("href") === location.hash) mark.setAttribute("aria-current", "true");
    else mark.removeAttribute("aria-current");
  }
  abandon();
  if (link) open(link);
  else if (location.hash === "#library") openLibrary();
  else empty();
}

/** What there is to ask: example questions of the bundled release, or else the titles of what the library holds. */
function welcome(documents) {
  const bundled = documents.some(({ id }) => id === byId("page").dataset.bundled);
  byId("held").textContent = documents.length;
  const none = documents.length === 0 && [t("empty"), " ", h("a", { href: "#library" }, t("choose"))];
  byId("none").replaceChildren(...(none || []));
  byId("suggested").hidden = !bundled;
  byId("shelf").hidden = bundled || documents.length === 0;
  byId("titles").replaceChildren(
    ...documents
      .slice(0, SHOWN)
      .map(({ id, title, language }) => h("li", {}, h("a", { href: toDocument(id), lang: language }, title))),
  );
}

watchMenus();
watchPane();
watchAsking();
addEventListener("hashchange", route);
document.addEventListener("click", (event) => {
  // The address does not change where a link to what is open is followed once more.
  if (event.target.closest?.("a")?.getAttribute("href") === location.hash && location.hash) route();
});
document.querySelector("a.skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address says what is open, so it may not change
  byId("question").focus();
});
byId("questions").addEventListener("click", ({ target }) => target.closest("button") && pose(target.textContent));
byId("languages").addEventListener(
  "click",
  ({ target }) => target.closest("a") && (target.closest("a").hash = location.hash),
);
route();
watchLibrary(welcome);
