// The pages of a document's file as they look, one at a time, with the quote lit on the page that it stands on.
import { h } from "./dom.js";
import { t } from "./i18n.js";
import { pageImage, saveOriginal } from "./service.js";
import { say } from "./said.js";
import { because } from "./state.js";

/**
 * The view of a file (`original` of the outline) of the document `id`. `regions`: where the quote stands, null where
 * there is no quote; `at`: the page to begin with.
 */
export function original(id, { name, pages }, regions, at) {
  const saved = () => saveOriginal(id, name).catch(fail);
  const save = h("button", { type: "button", class: "quiet", onclick: saved }, t("save_file"));
  const trouble = h("p", { class: "note problem", hidden: true });
  if (!pages) return h("div", { class: "original" }, h("p", { class: "note" }, t("text_only")), save, trouble);
  const sheet = h("div", { class: "sheet", tabindex: "0", role: "region", "aria-label": t("original") });
  const where = h("span", { role: "status" });
  const [back, on] = [step(-1, t("previous_page"), "‹"), step(1, t("next_page"), "›")];
  const note = h("p", { class: "note", hidden: true }, t("not_lit"));
  let page = Math.min(regions?.[0]?.page ?? at, pages);
  turn();
  return h("div", { class: "original" }, h("div", { class: "turning" }, back, where, on, save), note, trouble, sheet);

  function step(by, words, sign) {
    const press = () => {
      page += by;
      turn();
    };
    const attributes = { type: "button", class: "quiet", "aria-label": words, title: words, onclick: press };
    return h("button", attributes, sign);
  }

  async function turn() {
    [back.disabled, on.disabled] = [page === 1, page === pages];
    where.textContent = t("page_of", { page, pages });
    note.hidden = regions === null || regions.length > 0;
    trouble.hidden = true;
    if (!sheet.firstChild) sheet.append(h("p", { class: "note" }, t("opening"))); // the first page may take a second
    const wanted = page;
    try {
      const source = await pageImage(id, wanted);
      if (wanted === page) show(source);
    } catch (problem) {
      if (wanted !== page) return;
      sheet.replaceChildren();
      fail(problem);
    }
  }

  function show(source) {
    const lit = (regions ?? []).filter((region) => region.page === page).map(spot);
    const image = h("img", { alt: t("page", { number: page }), onload: () => URL.revokeObjectURL(source) });
    image.src = source;
    sheet.replaceChildren(h("div", { class: "paper" }, image, lit));
    const bring = () => (lit[0] ?? sheet.firstChild).scrollIntoView({ block: lit[0] ? "center" : "start" });
    image.decode().then(bring, () => {});
  }

  function fail(problem) {
    trouble.replaceChildren(...because("failed", problem));
    trouble.hidden = false;
    say(trouble.textContent);
  }
}

function spot({ x0, y0, x1, y1 }) {
  const lit = h("span", { class: "spot" });
  const part = (share) => `${100 * share}%`;
  Object.assign(lit.style, { left: part(x0), top: part(y0), width: part(x1 - x0), height: part(y1 - y0) });
  return lit;
}
