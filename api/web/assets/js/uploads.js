// Adding files: by choosing or dropping them, one after the other.
import { byId, h } from "./dom.js";
import { megabytes, t } from "./i18n.js";
import { line, progress } from "./progress.js";
import { add, patiently } from "./service.js";

let queue = Promise.resolve();

/** The place to choose files, and to see what becomes of them; `added` is called after each file that was taken. */
export function dropZone(added) {
  const input = h("input", {
    type: "file",
    multiple: true,
    accept: byId("page").dataset.extensions,
    class: "unseen",
    id: "files",
    onchange: () => {
      for (const file of input.files) take(file, added);
      input.value = ""; // so that the same file may be chosen again
    },
  });
  const zone = h(
    "div",
    { class: "drop" },
    input,
    h("label", { for: "files", class: "strong" }, t("choose")),
    h("span", {}, " ", t("drop_here")),
    h("p", { class: "source" }, t("formats", { names: byId("page").dataset.formats })),
  );
  return h("section", {}, zone, progress);
}

/** Take files that are dropped anywhere on the page: a browser would leave the page to show them. */
export function watchDrops(added) {
  const ours = (listen) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return; // words that are dragged into the field
    event.preventDefault();
    listen(event);
  };
  const over = (on) => document.body.classList.toggle("dragging", on);
  document.body.dataset.drop = t("drop_hint"); // the style shows it meanwhile
  document.addEventListener(
    "dragover",
    ours(() => over(true)),
  );
  document.addEventListener(
    "dragleave",
    ours((event) => event.relatedTarget || over(false)),
  );
  document.addEventListener(
    "drop",
    ours((event) => {
      over(false);
      location.hash = "#library";
      for (const item of event.dataTransfer.items) {
        if (item.kind === "file") take(item.getAsFile(), added, item.webkitGetAsEntry()?.isDirectory);
      }
    }),
  );
}

function take(file, added, isFolder = false) {
  const said = line(file.name);
  const most = Number(byId("page").dataset.heaviest);
  if (isFolder) said.refused(local("folder"));
  else if (file.size > most) said.refused(local("too_large", { size: megabytes(file.size), most: megabytes(most) }));
  else queue = queue.then(() => upload(file, said, added)); // the service reads one file at a time as well
}

/** What the page itself refuses, without asking the service. */
const local = (name, values) => ({ status: 0, message: t(name, values) });

async function upload(file, said, added) {
  try {
    const { documents } = await patiently(() => add(file, said.sent), said.waits);
    said.taken(summary(documents), documents.flatMap(({ detail }) => detail ?? []));
    await added();
  } catch (problem) {
    said.refused(problem);
  }
}

function summary(documents) {
  if (documents.length === 1) return t(documents[0].status);
  const number = (...statuses) => documents.filter(({ status }) => statuses.includes(status)).length;
  return t("several", {
    added: number("added", "updated"),
    unchanged: number("unchanged"),
    refused: number("refused"),
  });
}
